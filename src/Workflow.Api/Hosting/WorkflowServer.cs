using System.Net;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Workflow.Api.Access;
using Workflow.Api.Dashboard;
using Workflow.Api.Endpoints;
using Workflow.Api.Gateway;
using Workflow.Jobs.Hosting;
using Workflow.Jobs.Json;
using Workflow.Jobs.Telemetry;

namespace Workflow.Api.Hosting;

/// <summary>API, dashboard and a worker in one process.</summary>
public static class WorkflowServer
{
    private static readonly TimeSpan ShutdownTimeout = TimeSpan.FromSeconds(20);

    /// <summary>Builds the server without starting it.</summary>
    /// <param name="options">How it listens and what it serves.</param>
    /// <param name="jobs">What the jobs work with.</param>
    /// <param name="configureLogging">Adds where logs go.</param>
    public static WebApplication Build(ServerOptions options, JobsOptions jobs, Action<ILoggingBuilder> configureLogging)
    {
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Listen(IPAddress.Loopback, options.Port);
        });
        configureLogging(builder.Logging);

        // It writes whole addresses, and that of a sign-in has the key.
        builder.Logging.AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.Warning);
        builder.Services.AddRoutingCore();
        builder.Services.AddRazorComponents();
        builder.Services.ConfigureHttpJsonOptions(json =>
        {
            foreach (var converter in JobsJson.Wire.Converters) json.SerializerOptions.Converters.Add(converter);
            json.SerializerOptions.DefaultIgnoreCondition = JobsJson.Wire.DefaultIgnoreCondition;
            json.SerializerOptions.UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow;
            json.SerializerOptions.RespectNullableAnnotations = true;
            json.SerializerOptions.RespectRequiredConstructorParameters = true;
        });

        // Without this a request that cannot be read gets an answer without a word.
        builder.Services.Configure<RouteHandlerOptions>(handlers => handlers.ThrowOnBadRequest = true);
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = ShutdownTimeout);
        builder.Services.AddSingleton(options);
        builder.Services.AddSingleton<PipelineSource>();
        builder.Services.AddSingleton<BrowserSessions>();
        builder.Services.AddDashboard();
        builder.Services.AddWorkflowJobs(jobs);
        builder.Services.AddGateway(new GatewayOptions { SharesDashboardOrigin = true });
        builder.Services.AddHostedService<NotificationService>();
        builder.Services.AddHostedService<WorkerService>();
        builder.Services.AddHostedService<RetentionService>();
        builder.Services.AddHostedService<ScheduleService>();
        builder.Services.AddHostedService<ReceiptService>();
        builder.Services.AddHostedService<ProcessService>();
        builder.Services.AddHostedService<RehearsalService>();
        builder.Services.AddPredictionSocket();

        WebApplication server = builder.Build();
        server.Use(AddCommonHeaders);
        server.UseMiddleware<ProblemMiddleware>();
        server.UseGateway();
        server.UseMiddleware<LoopbackGuard>();
        server.Use(QueryText.RequireStorableAsync);
        server.UseRouting();
        RouteGroupBuilder api = server.MapGroup("/api/v1");
        api.MapStatus();
        api.MapPipelines();
        api.MapRuns();
        api.MapRunFeeds();
        api.MapExperiments();
        api.MapCache();
        api.MapVersions();
        api.MapEndpoints();
        api.MapDeployments();
        api.MapBatches();
        api.MapTraffic();
        api.MapReceipts();
        api.MapNotifications();
        api.MapSchedules();
        api.MapRequests();
        api.MapTriggers();
        api.MapWorkers();
        api.MapPredictions();
        server.MapDashboard();

        // From now on: what is measured before the first question counts too.
        server.Services.GetRequiredService<MetricsReader>();
        server.MapMetrics();
        return server;
    }

    // No answer is to be taken for anything but what it says it is.
    private static Task AddCommonHeaders(HttpContext context, RequestDelegate next)
    {
        context.Response.Headers.XContentTypeOptions = "nosniff";
        return next(context);
    }

    /// <summary>Address on which a started server listens.</summary>
    public static Uri AddressOf(IHost server) =>
        new(server.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
}
