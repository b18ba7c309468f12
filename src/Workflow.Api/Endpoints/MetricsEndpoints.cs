using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Workflow.Jobs.Deployment.Receipts;
using Workflow.Jobs.Telemetry;

namespace Workflow.Api.Endpoints;

/// <summary>What this process has measured, for Prometheus and whoever reads its text.</summary>
internal static class MetricsEndpoints
{
    public static void MapMetrics(this IEndpointRouteBuilder server) => server.MapGet("/metrics", ReadAsync);

    private static async Task<IResult> ReadAsync(QueueMetrics queues, ReceiptMetrics receipts, MetricsReader metrics, CancellationToken cancellationToken)
    {
        await queues.RefreshAsync(cancellationToken).ConfigureAwait(false);
        await receipts.RefreshAsync(cancellationToken).ConfigureAwait(false);
        return Results.Text(PrometheusText.Write(metrics.Read()), PrometheusText.ContentType);
    }
}
