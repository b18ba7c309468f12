using System.Diagnostics;
using System.Globalization;
using Workflow.Bench.Serving;
using Workflow.Jobs.Deployment.Local;

namespace Workflow.Bench.Gateway;

/// <summary>nginx as a proxy that does nothing but hand on: what a process in between costs at least.</summary>
internal static class NginxProxy
{
    /// <summary>Starts it in front of a scorer, at the same path as the gateway's.</summary>
    /// <param name="folder">Where its configuration and files go.</param>
    /// <param name="prefix">The path that the scorer's own follows.</param>
    /// <param name="scorer">What it hands on to.</param>
    /// <param name="taken">Ports that others use.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public static async Task<ServedProcess> StartAsync(string folder, string prefix, ServedProcess scorer, IReadOnlySet<int> taken, CancellationToken cancellationToken)
    {
        int port = LoopbackPorts.Choose(taken);
        string file = Path.Combine(Directory.CreateDirectory(Path.Combine(folder, "nginx")).FullName, "nginx.conf");
        await File.WriteAllTextAsync(file, Configuration(prefix, scorer.Port, port), cancellationToken);
        return await ServedProcess.StartAsync(new ProcessStartInfo("nginx", ["-p", Path.GetDirectoryName(file)!, "-c", file, "-e", "stderr"]), port, "/health/ready", cancellationToken);
    }

    // Connections stay open on both sides, nothing is written to disk or logged, and answers come as they are.
    private static string Configuration(string prefix, int scorer, int port) => string.Create(CultureInfo.InvariantCulture, $$"""
        daemon off;
        pid nginx.pid;
        worker_processes auto;
        events { worker_connections 1024; }
        http {
            access_log off;
            keepalive_requests 1000000000;
            client_body_buffer_size 1m;
            client_max_body_size 0;
            client_body_temp_path body;
            proxy_temp_path proxy;
            fastcgi_temp_path fastcgi;
            uwsgi_temp_path uwsgi;
            scgi_temp_path scgi;
            upstream scorer {
                server 127.0.0.1:{{scorer}};
                keepalive 64;
                keepalive_requests 1000000000;
            }
            server {
                listen 127.0.0.1:{{port}};
                location = /health/ready { return 200; }
                location {{prefix}}/ {
                    proxy_pass http://scorer/;
                    proxy_http_version 1.1;
                    proxy_set_header Connection "";
                    proxy_buffers 64 16k;
                    proxy_buffer_size 16k;
                }
            }
        }
        """);
}
