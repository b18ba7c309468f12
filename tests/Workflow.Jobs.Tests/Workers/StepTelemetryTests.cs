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
        Activity[] own = [.. Kept(ended).Where(activity => Equals(activity.GetTagItem("workflow.run"), run.Id)).OrderBy(activity => activity.OperationName, StringComparer.Ordinal)];
        Assert.Equal(["step telemetry-a", "step telemetry-b"], own.Select(activity => activity.OperationName));
        Assert.Equal(["succeeded", "failed"], own.Select(activity => activity.GetTagItem("workflow.end")));
        Assert.Equal([ActivityStatusCode.Unset, ActivityStatusCode.Error], own.Select(activity => activity.Status));
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
