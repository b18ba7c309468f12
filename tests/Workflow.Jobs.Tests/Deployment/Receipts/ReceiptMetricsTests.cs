using Workflow.Jobs.Deployment.Receipts;
using Workflow.Jobs.Telemetry;
using Workflow.Jobs.Tests.TestData;

namespace Workflow.Jobs.Tests.Deployment.Receipts;

public sealed class ReceiptMetricsTests(PostgresServer postgres)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task RefreshAsync_RedReceipt_TellsItsAgeAndColour()
    {
        await using TestReceipts test = await TestReceipts.CreateAsync(DatabaseEngine.Sqlite, postgres);
        using var queues = new QueueMetrics(test.Runs.Reliability, test.Clock);
        using var reader = new MetricsReader(StepTelemetry.SourceName, queues);
        using var metrics = new ReceiptMetrics(queues, test.Store, test.Clock);
        await test.DeployAsync("one");
        await test.AskAsync();
        test.Platform.Answers(ProofCheck.Refuted("image", "another one"));
        await test.AskLaterAsync();
        test.Clock.Advance(TimeSpan.FromSeconds(30));
        await metrics.RefreshAsync(Cancellation);
        string text = PrometheusText.Write(reader.Read());
        Assert.Contains("workflow_receipt_age_seconds{workflow_endpoint=\"sample-dev\",workflow_role=\"serving\"} 90\n", text, StringComparison.Ordinal);
        Assert.Contains("workflow_receipt_red{workflow_endpoint=\"sample-dev\",workflow_role=\"serving\"} 1\n", text, StringComparison.Ordinal);
    }
}
