using System.Globalization;
using Workflow.Training.Configuration;

namespace Workflow.Jobs.Pipelines;

/// <summary>Reads what any step may say about when, where, how often and for how long it runs.</summary>
internal static class StepPolicyReader
{
    /// <summary>A step with what the file says of it.</summary>
    public static StepDefinition Read(StepDefinition step, ConfigMapReader map, StepReading context)
    {
        IEnumerable<ConcurrencyLimit> own = ReadLimits(map.Map("limits")).Select(limit => new ConcurrencyLimit(context.KeyOf(limit.Name), limit.Maximum));
        string queue = map.OptionalText("queue") ?? step.Queue;
        if (!ConfigNames.IsName(queue)) map.Problem("queue", $"'{queue}' is no name of a queue: {ConfigNames.Rule}");
        return step with
        {
            Queue = queue,
            Priority = map.Whole("priority", step.Priority, -100, 100),
            Retry = ReadRetry(map.Map("retry"), step.Retry),
            Timeout = ReadTimeout(map.Map("timeout"), step.Timeout),
            Limits = [.. own.Concat(step.Limits).DistinctBy(limit => limit.Key, StringComparer.Ordinal)],
            NeedsApproval = map.Flag("approval", step.NeedsApproval),
            MemoryLimit = map.OptionalBytes("memory") ?? step.MemoryLimit,
        };
    }

    /// <summary>Limits by name.</summary>
    public static IReadOnlyList<(string Name, int Maximum)> ReadLimits(ConfigMapReader? map)
    {
        if (map is null) return [];
        var limits = new List<(string, int)>();
        foreach (string name in map.Names)
        {
            if (!ConfigNames.IsName(name)) map.Problem(name, $"'{name}' is no name of a limit: {ConfigNames.Rule}");
            limits.Add((name, map.Whole(name, 1, 1, 10_000)));
        }

        return limits;
    }

    private static RetryDefinition ReadRetry(ConfigMapReader? map, RetryDefinition retry)
    {
        if (map is null) return retry;
        retry = retry with
        {
            Attempts = map.Whole("attempts", retry.Attempts, 1, 100),
            Delay = map.OptionalDuration("delay") ?? retry.Delay,
            Factor = map.Number("factor", retry.Factor, 1, 100),
            MaximumDelay = map.OptionalDuration("max") ?? retry.MaximumDelay,
            Jitter = map.Number("jitter", retry.Jitter, 0, 1),
        };
        if (retry.MaximumDelay < retry.Delay)
        {
            map.Problem("max", string.Create(CultureInfo.InvariantCulture, $"the longest wait, {retry.MaximumDelay.TotalSeconds} s, is shorter than the first, {retry.Delay.TotalSeconds} s"));
        }

        map.RejectUnknownKeys();
        return retry;
    }

    private static TimeoutDefinition ReadTimeout(ConfigMapReader? map, TimeoutDefinition timeout)
    {
        if (map is null) return timeout;
        timeout = new TimeoutDefinition
        {
            Start = map.OptionalDuration("start") ?? timeout.Start,
            Run = map.OptionalTimer("run") ?? timeout.Run,
            Heartbeat = map.OptionalTimer("heartbeat") ?? timeout.Heartbeat,
        };
        map.RejectUnknownKeys();
        return timeout;
    }
}
