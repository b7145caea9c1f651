package provider_test

import (
	"maps"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"

	frameworkprovider "github.com/hashicorp/terraform-plugin-framework/provider"
	"github.com/hashicorp/terraform-plugin-framework/providerserver"
	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/droplet-backups/terraform-provider-droplet/internal/bench/baseline"
	"github.com/droplet-backups/terraform-provider-droplet/internal/fakeapi"
	"github.com/droplet-backups/terraform-provider-droplet/internal/provider"
)

// The providers to compare: this one, and the baselines. All give the same values.
var providers = []struct {
	name string
	new  func() frameworkprovider.Provider
}{
	{"droplet", provider.New("bench")},
	{"usual", baseline.Usual},
	{"finished", baseline.Finished},
}

// One read of 10,000 policies as the CLI asks for it: fetched over loopback without latency, and mapped to a finished answer.
func BenchmarkReadPolicies(b *testing.B) {
	benchmarkRead(b, fakeapi.Fleet(token, 10_000, time.Now()), "droplet_backup_policies", nil)
}

// One read of 1,000 backups.
func BenchmarkReadBackups(b *testing.B) {
	api := fakeapi.Fleet(token, 1, time.Now())
	backups := api.Backups[fakeapi.FirstDropletID]
	for i := range 1_000 {
		backup := backups[i%len(backups)]
		backup.ID = int64(i + 1)
		backups = append(backups, backup)
	}
	api.Backups[fakeapi.FirstDropletID] = backups[len(backups)-1_000:]
	benchmarkRead(b, api, "droplet_backups", map[string]tftypes.Value{
		"droplet_id": tftypes.NewValue(tftypes.Number, fakeapi.FirstDropletID),
	})
}

func benchmarkRead(b *testing.B, api http.Handler, dataSource string, arguments map[string]tftypes.Value) {
	listener := httptest.NewServer(&recorded{api: api})
	b.Cleanup(listener.Close)
	b.Setenv("DIGITALOCEAN_API_URL", listener.URL)
	b.Setenv("DIGITALOCEAN_TOKEN", token)

	var state *tftypes.Value
	for _, p := range providers {
		b.Run("provider="+p.name, func(b *testing.B) {
			read, stateType := newRead(b, p.new(), dataSource, arguments)
			got, err := read().Unmarshal(stateType)
			if err != nil {
				b.Fatal(err)
			}
			if state != nil && !got.Equal(*state) {
				b.Fatal("the state is not the one that the provider before gives")
			}
			state = &got
			b.ReportAllocs()
			for b.Loop() {
				read()
			}
		})
	}
}

// newRead makes a function that reads a data source through the protocol, as the CLI does.
func newRead(b *testing.B, p frameworkprovider.Provider, dataSource string, arguments map[string]tftypes.Value) (read func() *tfprotov6.DynamicValue, stateType tftypes.Type) {
	server, err := providerserver.NewProtocol6WithError(p)()
	if err != nil {
		b.Fatal(err)
	}
	schemas, err := server.GetProviderSchema(b.Context(), &tfprotov6.GetProviderSchemaRequest{})
	if err != nil {
		b.Fatal(err)
	}
	configured, err := server.ConfigureProvider(b.Context(), &tfprotov6.ConfigureProviderRequest{Config: encoded(b, schemas.Provider, nil)})
	if err != nil || len(configured.Diagnostics) > 0 {
		b.Fatal(err, configured)
	}
	schema := schemas.DataSourceSchemas[dataSource]
	config := encoded(b, schema, arguments)
	return func() *tfprotov6.DynamicValue {
		got, err := server.ReadDataSource(b.Context(), &tfprotov6.ReadDataSourceRequest{TypeName: dataSource, Config: config})
		if err != nil || len(got.Diagnostics) > 0 {
			b.Fatal(err, got)
		}
		return got.State
	}, schema.ValueType()
}

// encoded is a configuration with these arguments, and null or an empty block for all others.
func encoded(b *testing.B, schema *tfprotov6.Schema, arguments map[string]tftypes.Value) *tfprotov6.DynamicValue {
	objectType, _ := schema.ValueType().(tftypes.Object)
	values := map[string]tftypes.Value{}
	for name, attributeType := range objectType.AttributeTypes {
		values[name] = tftypes.NewValue(attributeType, nil)
	}
	for _, block := range schema.Block.BlockTypes {
		if block.Nesting == tfprotov6.SchemaNestedBlockNestingModeList {
			values[block.TypeName] = tftypes.NewValue(objectType.AttributeTypes[block.TypeName], []tftypes.Value{})
		}
	}
	maps.Copy(values, arguments)
	config, err := tfprotov6.NewDynamicValue(objectType, tftypes.NewValue(objectType, values))
	if err != nil {
		b.Fatal(err)
	}
	return &config
}

// recorded lets the API encode each answer once, so that its work is not measured with the provider's.
type recorded struct {
	api     http.Handler
	answers sync.Map
}

func (r *recorded) ServeHTTP(w http.ResponseWriter, req *http.Request) {
	body, ok := r.answers.Load(req.URL.RequestURI())
	if !ok {
		recorder := httptest.NewRecorder()
		r.api.ServeHTTP(recorder, req)
		body = recorder.Body.Bytes()
		r.answers.Store(req.URL.RequestURI(), body)
	}
	_, _ = w.Write(body.([]byte)) //nolint:forcetypeassert // no other is stored
}
