// Package provider maps the Droplet backup API to Terraform: schemas, configuration, values and diagnostics.
package provider

import (
	"context"
	"slices"
	"strings"
	"unicode"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/provider"
	"github.com/hashicorp/terraform-plugin-framework/provider/schema"
	"github.com/hashicorp/terraform-plugin-framework/resource"
	"github.com/hashicorp/terraform-plugin-framework/tfsdk"
	"github.com/hashicorp/terraform-plugin-framework/types"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/droplet-backups/terraform-provider-droplet/internal/digitalocean"
)

var _ provider.ProviderWithValidateConfig = (*dropletProvider)(nil)

type dropletProvider struct {
	interrupted context.Context
	version     string
}

// New returns a constructor of the provider. No data source is read after interrupted ends. The version is part of the User-Agent.
func New(interrupted context.Context, version string) func() provider.Provider {
	return func() provider.Provider { return &dropletProvider{interrupted: interrupted, version: version} }
}

func (p *dropletProvider) Metadata(_ context.Context, _ provider.MetadataRequest, resp *provider.MetadataResponse) {
	resp.TypeName = "droplet"
	resp.Version = p.version
}

func (p *dropletProvider) Schema(_ context.Context, _ provider.SchemaRequest, resp *provider.SchemaResponse) {
	resp.Schema = schema.Schema{
		MarkdownDescription: "Reads DigitalOcean Droplet backups and backup policies.",
		Attributes: map[string]schema.Attribute{
			apiToken.argument:          schema.StringAttribute{Optional: true, Sensitive: true, MarkdownDescription: apiToken.markdown()},
			apiEndpoint.argument:       schema.StringAttribute{Optional: true, MarkdownDescription: apiEndpoint.markdown()},
			httpRetryMax.argument:      httpRetryMax.numberAttribute(),
			httpRetryWaitMin.argument:  httpRetryWaitMin.numberAttribute(),
			httpRetryWaitMax.argument:  httpRetryWaitMax.numberAttribute(),
			requestsPerSecond.argument: requestsPerSecond.numberAttribute(),
		},
	}
}

// ValidateConfig does not look at the environment, which may differ where the data sources are read.
func (p *dropletProvider) ValidateConfig(
	ctx context.Context, req provider.ValidateConfigRequest, resp *provider.ValidateConfigResponse,
) {
	var model providerModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &model)...)
	if !isSet(model.HTTPRetryWaitMin) || !isSet(model.HTTPRetryWaitMax) { // the other one may come from the environment
		model.HTTPRetryWaitMin, model.HTTPRetryWaitMax = types.NumberNull(), types.NumberNull()
	}
	model.clientConfig(func(string) string { return "" }, &resp.Diagnostics)
}

func (p *dropletProvider) Configure(ctx context.Context, req provider.ConfigureRequest, resp *provider.ConfigureResponse) {
	data := &providerData{interrupted: p.interrupted}
	resp.DataSourceData = data
	if unknown := unknownArguments(req.Config); len(unknown) > 0 {
		data.configError = diag.NewErrorDiagnostic("Provider configuration is unknown",
			"The data source cannot be read yet, because these provider arguments are known only after an apply: "+strings.Join(unknown, ", ")+
				". Use values that are known during planning, such as variables, or first apply the resources that the values come from (-target).")
		if req.ClientCapabilities.DeferralAllowed {
			resp.Deferred = &provider.Deferred{Reason: provider.DeferredReasonProviderConfigUnknown}
		}
		return
	}
	var model providerModel
	resp.Diagnostics.Append(req.Config.Get(ctx, &model)...)
	config, tokenSource := model.clientConfig(environment, &resp.Diagnostics)
	if resp.Diagnostics.HasError() {
		return
	}
	problem := proxyProblem()
	switch {
	case config.Token == "":
		data.configError = diag.NewErrorDiagnostic("Missing DigitalOcean token",
			"Set the provider argument "+apiToken.argument+" or the environment variable "+apiToken.variables[0]+" or "+
				apiToken.variables[1]+" to a DigitalOcean API token with the scope droplet:read. "+
				"The variables apply only if the argument is null or not set.")
	case problem != "" && !isLoopback(config.Endpoint.Hostname()): // a loopback host needs no proxy
		data.configError = diag.NewErrorDiagnostic("Invalid proxy", problem)
	default:
		config.UserAgent = userAgent(req.TerraformVersion, p.version)
		data.client, data.tokenSource = digitalocean.New(config), tokenSource
	}
}

// unknownArguments returns the names of the arguments whose values are unknown during planning.
func unknownArguments(config tfsdk.Config) []string {
	var unknown []string
	for name, value := range *goValue[map[string]tftypes.Value](config.Raw) {
		if !value.IsKnown() {
			unknown = append(unknown, name)
		}
	}
	slices.Sort(unknown)
	return unknown
}

// userAgent returns the User-Agent header, to which TF_APPEND_USER_AGENT is appended as in other providers.
func userAgent(terraformVersion, version string) string {
	agent := "Terraform/" + terraformVersion + " (+https://www.terraform.io) terraform-provider-droplet/" + version
	// A header must not contain control characters.
	appended := strings.FieldsFunc(environment("TF_APPEND_USER_AGENT"), unicode.IsControl)
	return strings.Join(append([]string{agent}, appended...), " ")
}

func (p *dropletProvider) DataSources(context.Context) []func() datasource.DataSource {
	var constructors []func() datasource.DataSource
	for _, d := range []dataSource{
		{name: "backup", schema: backupSchema, read: readBackup},
		{name: "backup_coverage", schema: backupCoverageSchema, read: readBackupCoverage},
		{name: "backup_policies", schema: backupPoliciesSchema, read: readBackupPolicies},
		{name: "backup_policy", schema: backupPolicySchema, read: readBackupPolicy},
		{name: "backups", schema: backupList.schema, read: backupList.read},
		{name: "snapshots", schema: snapshotList.schema, read: snapshotList.read},
		{name: "supported_backup_policies", schema: supportedBackupPoliciesSchema, read: readSupportedBackupPolicies},
	} {
		constructors = append(constructors, func() datasource.DataSource { return new(d) })
	}
	return constructors
}

// Resources returns none: the provider only reads.
func (p *dropletProvider) Resources(context.Context) []func() resource.Resource { return nil }
