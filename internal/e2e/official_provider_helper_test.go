package e2e_test

import (
	"context"
	"log"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/provider"
	"github.com/hashicorp/terraform-plugin-framework/providerserver"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/planmodifier"
	"github.com/hashicorp/terraform-plugin-framework/resource/schema/stringplanmodifier"
)

// officialProvider replaces digitalocean/digitalocean, so that examples with a digitalocean_droplet run offline.
type officialProvider struct{}

func (officialProvider) Metadata(_ context.Context, _ provider.MetadataRequest, resp *provider.MetadataResponse) {
	resp.TypeName = "digitalocean"
}
func (officialProvider) Schema(context.Context, provider.SchemaRequest, *provider.SchemaResponse) {}
func (officialProvider) Configure(context.Context, provider.ConfigureRequest, *provider.ConfigureResponse) {
}
func (officialProvider) DataSources(context.Context) []func() datasource.DataSource { return nil }
func (officialProvider) Resources(context.Context) []func() resource.Resource {
	return []func() resource.Resource{func() resource.Resource { return officialDroplet{} }}
}

// officialDroplet stores the configuration. The same arguments force a replacement as in the official provider.
type officialDroplet struct{}

func (officialDroplet) Metadata(_ context.Context, _ resource.MetadataRequest, resp *resource.MetadataResponse) {
	resp.TypeName = "digitalocean_droplet"
}

func (officialDroplet) Schema(_ context.Context, _ resource.SchemaRequest, resp *resource.SchemaResponse) {
	requiresReplace := []planmodifier.String{stringplanmodifier.RequiresReplace()}
	resp.Schema = schema.Schema{
		Attributes: map[string]schema.Attribute{
			"id":      schema.StringAttribute{Computed: true, PlanModifiers: []planmodifier.String{stringplanmodifier.UseStateForUnknown()}},
			"name":    schema.StringAttribute{Required: true},
			"region":  schema.StringAttribute{Optional: true, PlanModifiers: requiresReplace},
			"size":    schema.StringAttribute{Required: true},
			"image":   schema.StringAttribute{Required: true, PlanModifiers: requiresReplace},
			"backups": schema.BoolAttribute{Optional: true},
		},
		Blocks: map[string]schema.Block{
			"backup_policy": schema.ListNestedBlock{NestedObject: schema.NestedBlockObject{Attributes: map[string]schema.Attribute{
				"plan":    schema.StringAttribute{Optional: true},
				"weekday": schema.StringAttribute{Optional: true},
				"hour":    schema.Int64Attribute{Optional: true},
			}}},
		},
	}
}

func (officialDroplet) Create(ctx context.Context, req resource.CreateRequest, resp *resource.CreateResponse) {
	resp.State.Raw = req.Plan.Raw
	resp.Diagnostics.Append(resp.State.SetAttribute(ctx, path.Root("id"), daily)...)
}
func (officialDroplet) Read(context.Context, resource.ReadRequest, *resource.ReadResponse) {}
func (officialDroplet) Update(_ context.Context, req resource.UpdateRequest, resp *resource.UpdateResponse) {
	resp.State.Raw = req.Plan.Raw
}
func (officialDroplet) Delete(context.Context, resource.DeleteRequest, *resource.DeleteResponse) {}

// serveOfficialProvider serves officialProvider to the CLI that started this process.
func serveOfficialProvider() {
	newProvider := func() provider.Provider { return officialProvider{} }
	opts := providerserver.ServeOpts{Address: "registry.terraform.io/digitalocean/digitalocean"}
	if err := providerserver.Serve(context.Background(), newProvider, opts); err != nil {
		log.Fatal(err)
	}
}
