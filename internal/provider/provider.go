// Package provider maps the Droplet backup API to Terraform: schemas, configuration, values and diagnostics.
package provider

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/provider"
	"github.com/hashicorp/terraform-plugin-framework/provider/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/schema/validator"

	"github.com/droplet-backups/terraform-provider-droplet/internal/digitalocean"
)

type dropletProvider struct{ version string }

// New gives a constructor of the provider, as the framework wants it. The version goes into the User-Agent.
func New(version string) func() provider.Provider {
	return func() provider.Provider { return &dropletProvider{version: version} }
}

func (p *dropletProvider) Metadata(_ context.Context, _ provider.MetadataRequest, resp *provider.MetadataResponse) {
	resp.TypeName = "droplet"
	resp.Version = p.version
}

func (p *dropletProvider) Schema(_ context.Context, _ provider.SchemaRequest, resp *provider.SchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "Tells a configuration which DigitalOcean Droplet backups exist, and which backup policy protects each Droplet.",
		Attributes: map[string]schema.Attribute{
			"token": schema.StringAttribute{
				Optional: true, Sensitive: true,
				MarkdownDescription: "DigitalOcean API token with the scope `droplet:read`. " +
					"Without it, the environment variable `DIGITALOCEAN_TOKEN` is read, then `DIGITALOCEAN_ACCESS_TOKEN`.",
			},
			"api_endpoint": schema.StringAttribute{
				Optional: true,
				MarkdownDescription: "Base URL of the API, without the version: `https`, or `http` on a loopback host. " +
					"Environment variable: `DIGITALOCEAN_API_URL`. Default: `https://api.digitalocean.com`.",
			},
			"http_retry_max": schema.NumberAttribute{
				Optional: true, Validators: []validator.Number{number{whole: true}},
				MarkdownDescription: "Maximum number of retries of a request that fails temporarily. " +
					"Environment variable: `DIGITALOCEAN_HTTP_RETRY_MAX`. Default: `4`.",
			},
			"http_retry_wait_min": schema.NumberAttribute{
				Optional: true, Validators: []validator.Number{number{}},
				MarkdownDescription: "Shortest wait before a retry, in seconds. " +
					"Environment variable: `DIGITALOCEAN_HTTP_RETRY_WAIT_MIN`. Default: `1`.",
			},
			"http_retry_wait_max": schema.NumberAttribute{
				Optional: true, Validators: []validator.Number{number{}},
				MarkdownDescription: "Longest wait before a retry, in seconds, unless the API asks for a longer one; at least `http_retry_wait_min`. " +
					"Environment variable: `DIGITALOCEAN_HTTP_RETRY_WAIT_MAX`. Default: `30`.",
			},
			"requests_per_second": schema.NumberAttribute{
				Optional: true, Validators: []validator.Number{number{}},
				MarkdownDescription: "Maximum number of requests per second; `0` sets none. The API's own limits are kept in any case. " +
					"Environment variable: `DIGITALOCEAN_REQUESTS_PER_SECOND`. Default: `0`.",
			},
		},
	}
}

func (p *dropletProvider) Configure(ctx context.Context, req provider.ConfigureRequest, resp *provider.ConfigureResponse) {
	var model providerModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &model)...)
	if resp.Diagnostics.HasError() {
		return
	}
	data := &providerData{unknown: model.unknown()}
	resp.DataSourceData = data
	if len(data.unknown) > 0 {
		return
	}
	config := model.resolve(&resp.Diagnostics)
	if resp.Diagnostics.HasError() {
		return
	}
	config.UserAgent = "Terraform/" + req.TerraformVersion + " (+https://www.terraform.io) terraform-provider-droplet/" + p.version
	data.client = digitalocean.New(config)
}

func (p *dropletProvider) DataSources(context.Context) []func() datasource.DataSource {
	return []func() datasource.DataSource{
		newBackupsDataSource,
		newBackupPoliciesDataSource,
		newBackupPolicyDataSource,
		newSupportedPoliciesDataSource,
	}
}

func (p *dropletProvider) Resources(context.Context) []func() resource.Resource { return nil }
