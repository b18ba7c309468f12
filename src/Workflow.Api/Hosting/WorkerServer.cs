using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Workflow.Api.Access;
using Workflow.Api.Endpoints;
using Workflow.Jobs.Hosting;
using Workflow.Jobs.Telemetry;
using Workflow.Jobs.Workers;

namespace Workflow.Api.Hosting;

/// <summary>What a worker answers on its own machine: health and metrics, and scorers who send their predictions. It does not work by itself.</summary>
public static class WorkerServer
{
    /// <summary>Builds the server without starting it.</summary>
    /// <param name="port">Port on 127.0.0.1; 0 for any that is free.</param>
    /// <param name="jobs">What the jobs work with.</param>
    /// <param name="configureLogging">Adds where logs go.</param>
    public static WebApplication Build(int port, JobsOptions jobs, Action<ILoggingBuilder> configureLogging)
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Listen(IPAddress.Loopback, port);
        });
        configureLogging(builder.Logging);
        builder.Services.AddRoutingCore();
        builder.Services.AddWorkflowJobs(jobs);

        // Nothing here changes anything, so nobody is told the key.
        builder.Services.AddSingleton(new ServerOptions { Port = port, PipelinesPath = string.Empty, Key = ServerKey.Create() });
        builder.Services.AddSingleton<BrowserSessions>();

        // Scorers on this machine belong to its home.
        builder.Services.AddPredictionSocket();

        WebApplication server = builder.Build();
        server.UseMiddleware<ProblemMiddleware>();
        server.UseMiddleware<LoopbackGuard>();
        server.UseRouting();

        // From now on: what is measured before the first question counts too.
        server.Services.GetRequiredService<MetricsReader>();
        server.MapMetrics();
        return server;
    }

    /// <summary>Lets a server tell of the worker of its process.</summary>
    public static void MapWorker(this WebApplication server, WorkerPresence presence) => server.MapWorkerHealth(presence);
}
