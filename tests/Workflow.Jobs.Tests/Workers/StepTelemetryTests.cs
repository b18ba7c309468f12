using System.Diagnostics;
using System.Diagnostics.Metrics;
using Workflow.Jobs.Runs;
using Workflow.Jobs.Telemetry;
using Workflow.Jobs.Tests.TestData;
using Workflow.Training.Errors;

namespace Workflow.Jobs.Tests.Workers;

public sealed class StepTelemetryTests(PostgresServer postgres)
{
    [Fact]
    public async Task RunAsync_Attempts_AreActivitiesAndDurations()
    {
        var ended = new List<Activity>();
        var measured = new List<(string? Step, string? End, double Seconds)>();
        using var activities = new ActivityListener
        {
            ShouldListenTo = source => source.Name == StepTelemetry.SourceName,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = activity => Keep(ended, activity),
        };
        ActivitySource.AddActivityListener(activities);
        using var meters = new MeterListener
        {
            InstrumentPublished = (instrument, listener) =>
            {
                if (instrument is { Name: "workflow.step.duration", Unit: "s" }) listener.EnableMeasurementEvents(instrument);
            },
        };
        meters.SetMeasurementEventCallback<double>((_, seconds, tags, _) => Keep(measured, (Tag(tags, "workflow.step"), Tag(tags, "workflow.end"), seconds)));
        meters.Start();
        await using TestWorker worker = await TestWorker.CreateAsync(
            DatabaseEngine.Sqlite, postgres, new FakeStep("telemetry-a"), new FakeStep("telemetry-b", (_, _) => throw new WorkflowException("gate-failed", "no")));

        RunRecord run = await worker.RunAsync("telemetry-a telemetry-b:telemetry-a");

        // Other tests run steps at the same time.
        Activity[] trace = [.. Kept(ended).Where(activity => Equals(activity.GetTagItem("workflow.run"), run.Id)).OrderBy(activity => activity.OperationName, StringComparer.Ordinal)];
        Activity[] own = trace[1..];
        Assert.Equal(["step telemetry-a", "step telemetry-b"], own.Select(activity => activity.OperationName));
        Assert.Equal(["succeeded", "failed"], own.Select(activity => activity.GetTagItem("workflow.end")));
        Assert.Equal([ActivityStatusCode.Unset, ActivityStatusCode.Error], own.Select(activity => activity.Status));

        // One trace, whose identifiers follow from the run's: processes that know nothing of each other agree on them.
        string uuid = run.Id.Replace("-", string.Empty, StringComparison.Ordinal);
        Assert.All(trace, activity => Assert.Equal(uuid, activity.TraceId.ToHexString()));
        Assert.All(own, activity => Assert.Equal(uuid[16..], activity.ParentSpanId.ToHexString()));
        Activity whole = trace[0];
        Assert.Equal(("run sample", uuid[16..], default(ActivitySpanId)), (whole.OperationName, whole.SpanId.ToHexString(), whole.ParentSpanId));
        Assert.StartsWith($"00-{uuid}-{uuid[16..]}-", whole.Id, StringComparison.Ordinal);
        Assert.Equal(("Failed", ActivityStatusCode.Error), (whole.GetTagItem("workflow.state"), whole.Status));

        // The clock of this test stands still; an activity lasts for a tick at least.
        Assert.Equal((run.StartedAt!.Value.UtcDateTime, TimeSpan.FromTicks(1)), (whole.StartTimeUtc, whole.Duration));

        (string? Step, string? End, double Seconds)[] durations = [.. Kept(measured).Where(m => m.Step?.StartsWith("telemetry-", StringComparison.Ordinal) == true)];
        Assert.Equal([("telemetry-a", "succeeded"), ("telemetry-b", "failed")], durations.Select(m => (m.Step!, m.End!)));
        Assert.All(durations, m => Assert.True(m.Seconds >= 0));
    }

    private static void Keep<T>(List<T> list, T item)
    {
        lock (list) list.Add(item);
    }

    private static T[] Kept<T>(List<T> list)
    {
        lock (list) return [.. list];
    }

    private static string? Tag(ReadOnlySpan<KeyValuePair<string, object?>> tags, string name)
    {
        foreach (KeyValuePair<string, object?> tag in tags)
        {
            if (tag.Key == name) return tag.Value as string;
        }

        return null;
    }
}
