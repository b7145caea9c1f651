package provider

import (
	"context"
	"fmt"

	"github.com/hashicorp/terraform-plugin-framework/datasource"
	"github.com/hashicorp/terraform-plugin-framework/datasource/schema"
	"github.com/hashicorp/terraform-plugin-framework/path"

	"github.com/droplet-backups/terraform-provider-droplet/internal/digitalocean"
	"github.com/droplet-backups/terraform-provider-droplet/internal/rest"
)

// imageAttributes describe the image in droplet_backup: a backup with its status.
var imageAttributes = append(promote(backupAttributes, func(i *digitalocean.Image) *digitalocean.Backup { return &i.Backup }),
	computed("status", "`available` if a Droplet can be created from the image. Otherwise `new`, `pending`, `deleted` or `retired`. "+
		"Null if the API omits it.", func(i *digitalocean.Image) any { return i.Status }))

func backupSchema() schema.Schema {
	attributes := imageAttributes.schemas()
	attributes["id"] = idArgument("ID of the backup or snapshot. It is an image ID.")
	return schema.Schema{
		MarkdownDescription: "Reads a backup or snapshot by its ID. The read fails if it does not exist, " +
			"so that a pinned backup is checked during planning.",
		Attributes: attributes,
		Blocks:     map[string]schema.Block{"timeouts": timeoutsBlock()},
	}
}

func readBackup(ctx context.Context, p *providerData, req datasource.ReadRequest, resp *datasource.ReadResponse) {
	id := idOf(ctx, req, resp, "id")
	image, err := p.client.Image(ctx, id)
	switch {
	case rest.IsNotFound(err):
		resp.Diagnostics.AddAttributeError(path.Root("id"), fmt.Sprintf("Backup %d not found", id), err.Error()+
			"\n\nThe account has no image with this ID. "+
			"A backup is deleted when it expires, or within 24 hours after its Droplet was deleted. "+
			"The ID may also be wrong, or belong to another account or team. "+
			"Use the ID of an existing backup, such as latest.id of the data source droplet_backups.")
	case err != nil:
		resp.Diagnostics.Append(p.readError(fmt.Sprintf("the backup %d", id), err))
	case image.Type == nil || *image.Type != "backup" && *image.Type != "snapshot":
		resp.Diagnostics.AddAttributeError(path.Root("id"), fmt.Sprintf("Image %d is not a backup or snapshot", id), fmt.Sprintf(
			"The type of the image is %s, but it must be \"backup\" or \"snapshot\". Its name is %s. "+
				"Use the ID of a backup or snapshot, such as latest.id of the data source droplet_backups.",
			p.printable(image.Type), p.printable(image.Name)))
	default:
		setState(&resp.State, imageAttributes.without("id").values(&image))
	}
}
