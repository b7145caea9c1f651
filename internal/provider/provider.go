// Package provider maps the Droplet backup API to Terraform: schemas, configuration, values and diagnostics.
package provider

import (
	"context"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/provider"
	"github.com/hashicorp/terraform-plugin-framework/provider/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource"

	"github.com/droplet-backups/terraform-provider-droplet/internal/digitalocean"
)

var (
	_ provider.Provider                   = (*dropletProvider)(nil)
	_ provider.ProviderWithValidateConfig = (*dropletProvider)(nil)
)

type dropletProvider struct{ version string }

// New returns a constructor of the provider. The version is part of the User-Agent.
func New(version string) func() provider.Provider {
	return func() provider.Provider { return &dropletProvider{version: version} }
}

func (p *dropletProvider) Metadata(_ context.Context, _ provider.MetadataRequest, resp *provider.MetadataResponse) {
	resp.TypeName = "droplet"
	resp.Version = p.version
}

func (p *dropletProvider) Schema(_ context.Context, _ provider.SchemaRequest, resp *provider.SchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "Reads DigitalOcean Droplet backups and backup policies.",
		Attributes: map[string]schema.Attribute{
			tokenArgument: schema.StringAttribute{
				Optional: true, Sensitive: true,
				MarkdownDescription: "DigitalOcean API token with the scope `droplet:read`. " +
					"Environment variables: `" + tokenVariable + "`, then `" + alternativeTokenVariable + "`.",
			},
			endpointArgument: schema.StringAttribute{
				Optional: true,
				MarkdownDescription: "Base URL of the API, without a version. It must start with `https://`, or `http://` for a loopback host. " +
					"Environment variable: `" + endpointVariable + "`. Default: `" + defaultEndpoint + "`.",
			},
			httpRetryMax.argument:      httpRetryMax.attribute(),
			httpRetryWaitMin.argument:  httpRetryWaitMin.attribute(),
			httpRetryWaitMax.argument:  httpRetryWaitMax.attribute(),
			requestsPerSecond.argument: requestsPerSecond.attribute(),
		},
	}
}

func (p *dropletProvider) ValidateConfig(
	ctx context.Context, req provider.ValidateConfigRequest, resp *provider.ValidateConfigResponse,
) {
	validateConfig(ctx, req.Config, &resp.Diagnostics)
}

func (p *dropletProvider) Configure(ctx context.Context, req provider.ConfigureRequest, resp *provider.ConfigureResponse) {
	data := &providerData{}
	resp.DataSourceData = data
	if unknown := unknownArguments(req.Config, &resp.Diagnostics); len(unknown) > 0 {
		data.configError = unknownArgumentsError(unknown)
		if req.ClientCapabilities.DeferralAllowed {
			resp.Deferred = &provider.Deferred{Reason: provider.DeferredReasonProviderConfigUnknown}
		}
		return
	}
	config := clientConfig(ctx, req.Config, &resp.Diagnostics)
	if resp.Diagnostics.HasError() {
		return
	}
	if config.Token == "" {
		data.configError = missingTokenError()
		return
	}
	config.UserAgent = userAgent(req.TerraformVersion, p.version)
	data.client = digitalocean.New(config)
}

func (p *dropletProvider) DataSources(context.Context) []func() datasource.DataSource {
	return []func() datasource.DataSource{
		newBackupDataSource,
		newBackupsDataSource,
		newBackupCoverageDataSource,
		newBackupPoliciesDataSource,
		newBackupPolicyDataSource,
		newSupportedBackupPoliciesDataSource,
	}
}

// Resources returns none: the provider only reads.
func (p *dropletProvider) Resources(context.Context) []func() resource.Resource { return nil }
