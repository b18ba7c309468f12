using System.CommandLine;
using System.Globalization;
using Workflow.Jobs.Deployment.Traffic;

namespace Workflow.Cli.Commands.Deployments;

/// <summary>The options that bring a version beside the one that serves.</summary>
internal sealed class TrafficOptions
{
    private readonly Option<string?> _canary = new("--canary")
    {
        Description = "Give it more and more of the requests while it does well: percent, step by step (default: 5,25,50,100)",
        HelpName = "STEPS",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private readonly Option<int?> _split = new("--split") { Description = "Give it so many percent of the requests until somebody changes that", HelpName = "PERCENT" };
    private readonly Option<int?> _shadow = new("--shadow") { Description = "Give it copies of so many percent of the requests, and compare the answers (default: 100)", HelpName = "PERCENT", Arity = ArgumentArity.ZeroOrOne };
    private readonly Option<TimeSpan?> _stepTime = new("--step-time")
    {
        Description = "How long each step of a canary takes at least (default: 5m)",
        HelpName = "TIME",
        CustomParser = argument => CommonOptions.ReadDuration(argument, TimeSpan.FromSeconds(1), "30s, 5m or 1h"),
    };

    private readonly Option<int?> _requests = new("--min-requests") { Description = "Fewest requests before a step of a canary has gone well (default: 100)", HelpName = "N" };
    private readonly Option<double?> _errors = new("--max-errors") { Description = "Share of failed requests beyond the other version's at which a canary ends (default: 0.01)", HelpName = "SHARE" };
    private readonly Option<double?> _latency = new("--max-latency") { Description = "How many times as long its slowest 1 % may take (default: 2)", HelpName = "TIMES" };
    private readonly Option<double?> _flips = new("--max-flips") { Description = "Share of rows with another class at which a canary ends (default: 0.05); regressions have no classes", HelpName = "SHARE" };

    /// <summary>Adds them to a command.</summary>
    public void AddTo(Command command)
    {
        foreach (Option option in (Option[])[_canary, _split, _shadow, _stepTime, _requests, _errors, _latency, _flips]) command.Add(option);
    }

    /// <summary>The plan that they make; null where none of them was given.</summary>
    /// <exception cref="CliException">They contradict each other, or are no numbers.</exception>
    public TrafficPlan? Read(ParseResult parsed)
    {
        bool isCanary = parsed.GetResult(_canary) is not null, isSplit = parsed.GetResult(_split) is not null, isShadow = parsed.GetResult(_shadow) is not null;
        if ((isCanary ? 1 : 0) + (isSplit ? 1 : 0) + (isShadow ? 1 : 0) > 1) throw new CliException("--canary, --split and --shadow contradict each other: choose one");
        if (isSplit) return new TrafficPlan(TrafficRole.Split, [parsed.GetValue(_split) ?? 0]);
        if (isShadow) return new TrafficPlan(TrafficRole.Shadow, [parsed.GetValue(_shadow) ?? 100]);
        if (isCanary) return Canary(parsed);
        Option? lost = ((Option[])[_stepTime, _requests, _errors, _latency, _flips]).FirstOrDefault(option => parsed.GetResult(option) is not null);
        return lost is null ? null : throw new CliException($"{lost.Name} says how a canary goes on: add --canary");
    }

    private TrafficPlan Canary(ParseResult parsed)
    {
        var usual = new TrafficPlan(TrafficRole.Canary, Shares(parsed.GetValue(_canary)));
        return usual with
        {
            StepTime = parsed.GetValue(_stepTime) ?? usual.StepTime,
            FewestRequests = parsed.GetValue(_requests) ?? usual.FewestRequests,
            MostErrors = parsed.GetValue(_errors) ?? usual.MostErrors,
            MostLatency = parsed.GetValue(_latency) ?? usual.MostLatency,
            MostFlips = parsed.GetValue(_flips) ?? usual.MostFlips,
        };
    }

    private static IReadOnlyList<int> Shares(string? text)
    {
        if (string.IsNullOrEmpty(text)) return TrafficPlan.UsualShares;
        var shares = new List<int>();
        foreach (string part in text.Split(',', StringSplitOptions.TrimEntries))
        {
            if (!int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out int share)) throw new CliException($"--canary {text}: '{part}' is no number of percent; steps are written 5,25,50,100");
            shares.Add(share);
        }

        return shares;
    }
}
