using Microsoft.Extensions.Hosting;
using Workflow.Jobs.Schedules;

namespace Workflow.Api.Hosting;

/// <summary>Schedules and triggers inside the server's process.</summary>
internal sealed class ScheduleService(ScheduleLoops loops, ServerOptions options) : BackgroundService
{
    /// <inheritdoc/>
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => loops.RunAsync(options.PipelinesPath, stoppingToken);
}
