using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Workflow.Api.Access;
using Workflow.Api.Endpoints;
using Workflow.Api.Gateway;
using Workflow.Jobs.Hosting;
using Workflow.Scorer.Serving;

namespace Workflow.Api.Hosting;

/// <summary>The gateway in a process of its own: endpoints go on answering while servers come and go. Besides it there is only health.</summary>
public static class GatewayServer
{
    private static readonly TimeSpan DrainTimeout = TimeSpan.FromSeconds(60);

    /// <summary>Builds the gateway without starting it.</summary>
    /// <param name="bind">The address to listen on. On loopback it answers only requests that name this machine as their host.</param>
    /// <param name="port">The port; 0 for any that is free.</param>
    /// <param name="jobs">Where the endpoints are stored.</param>
    /// <param name="configureLogging">Adds where logs go.</param>
    public static WebApplication Build(IPAddress bind, int port, JobsOptions jobs, Action<ILoggingBuilder> configureLogging)
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Listen(bind, port);
        });

        // Nothing here takes long: what has come is handed on by the thread on which it came.
        builder.WebHost.UseSockets(sockets => sockets.UnsafePreferInlineScheduling = true);
        builder.Services.AddSingleton<IMemoryPoolFactory<byte>>(new ConnectionBlocks.Factory());
        configureLogging(builder.Logging);

        // It writes whole addresses, and those of endpoints may have keys.
        builder.Logging.AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.Warning);
        builder.Services.AddRoutingCore();
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = DrainTimeout);
        builder.Services.AddWorkflowJobs(jobs);
        var options = new GatewayOptions { IsLoopbackOnly = IPAddress.IsLoopback(bind) };
        builder.Services.AddGateway(options);
        builder.Services.AddHostedService<ProcessService>();

        WebApplication server = builder.Build();
        server.UseMiddleware<ProblemMiddleware>();
        server.UseGateway();
        if (options.IsLoopbackOnly) server.Use(RequireThisMachine);
        server.UseRouting();
        server.MapGatewayHealth();
        return server;
    }

    private static Task RequireThisMachine(HttpContext context, RequestDelegate next) => LoopbackGuard.IsLoopback(context.Request.Host.Host)
        ? next(context)
        : Problems.WriteAsync(
            context, StatusCodes.Status421MisdirectedRequest, "host-refused", $"this gateway answers for 127.0.0.1 and localhost, not for '{context.Request.Host.Host}'");
}
