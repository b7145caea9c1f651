// Package baseline is the provider with other reads, for benchmarks to compare it to. Names and schemas are the real
// provider's own.
package baseline

import (
	"cmp"
	"context"
	"os"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/provider"

	droplet "github.com/droplet-backups/terraform-provider-droplet/internal/provider"
)

type read func(context.Context, datasource.ReadRequest, *datasource.ReadResponse) error

type baseline struct {
	provider.Provider
	reads map[string]read // by the name of the data source
}

func newProvider(reads map[string]read) provider.Provider {
	return baseline{droplet.New("baseline")(), reads}
}

// DataSources are those of the real provider that there is another read for.
func (b baseline) DataSources(ctx context.Context) []func() datasource.DataSource {
	var sources []func() datasource.DataSource
	for _, newSource := range b.Provider.DataSources(ctx) {
		source := newSource()
		var named datasource.MetadataResponse
		source.Metadata(ctx, datasource.MetadataRequest{ProviderTypeName: "droplet"}, &named)
		if read, ok := b.reads[named.TypeName]; ok {
			sources = append(sources, func() datasource.DataSource { return dataSource{source, read} })
		}
	}
	return sources
}

type dataSource struct {
	datasource.DataSource
	read read
}

func (d dataSource) Read(ctx context.Context, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	if err := d.read(ctx, req, resp); err != nil {
		resp.Diagnostics.AddError("Cannot read", err.Error())
	}
}

func endpoint() string { return os.Getenv("DIGITALOCEAN_API_URL") }

func token() string {
	return cmp.Or(os.Getenv("DIGITALOCEAN_TOKEN"), os.Getenv("DIGITALOCEAN_ACCESS_TOKEN"))
}
