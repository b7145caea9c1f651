// Command demo plans an example for a simulated account (plan), serves that account (serve), or prints the path of the CLI that
// the targets of GNUmakefile use (cli). It runs in the root of the repository.
package main

import (
	"context"
	"errors"
	"fmt"
	"log"
	"net/http/httptest"
	"os"
	"os/signal"
	"syscall"
	"time"

	"github.com/droplet-backups/terraform-provider-droplet/internal/cli"
	"github.com/droplet-backups/terraform-provider-droplet/internal/fakeapi"
)

const serveText = `# Serving until interrupted (Ctrl-C). Run the last line in another shell. Some of the 450 Droplets:
#   444900001 (web-001)  daily backups with the image IDs 67000001 to 67000007
#   444900007 (web-007)  weekly backups
#   444900010 (web-010)  backups are not enabled, but there is a snapshot
#   444900020 (node-020) backups are not enabled for this Kubernetes node
#   444900043 (web-043)  newest backup is several days old
#   444900061 (web-061)  usage-based plan: backups every four hours
#   444900062 (web-062)  the same plan, but the newest backup is a day old; a snapshot is newer
#   444900252 (web-252)  never backed up
export DIGITALOCEAN_API_URL=%s DIGITALOCEAN_TOKEN=%s
`

func main() {
	// SIGPIPE is included because a closed stdout, as in `make demo | head`, would otherwise end the program without cleanup.
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM, syscall.SIGHUP, syscall.SIGPIPE)
	err := run(ctx)
	if err != nil && ctx.Err() != nil {
		err = context.Cause(ctx)
	}
	stop()
	if err != nil {
		log.New(os.Stderr, "demo: ", 0).Fatal(err)
	}
}

func run(ctx context.Context) error {
	if len(os.Args) == 2 {
		switch os.Args[1] {
		case "plan":
			return plan(ctx)
		case "serve":
			server := httptest.NewServer(fakeapi.Fleet(fakeapi.FakeToken, 450, time.Now()))
			defer server.Close()
			fmt.Printf(serveText, server.URL, fakeapi.FakeToken)
			<-ctx.Done()
			return nil
		case "cli":
			file, err := cli.FindOrInstall(ctx)
			if err == nil {
				fmt.Println(file)
			}
			return err
		}
	}
	return errors.New("usage: demo plan | serve | cli")
}
