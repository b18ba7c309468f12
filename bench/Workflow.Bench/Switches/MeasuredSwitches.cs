using Workflow.Bench.Measuring;

namespace Workflow.Bench.Switches;

/// <summary>What clients had of one kind of switch.</summary>
/// <param name="Kind">The kind.</param>
internal sealed record MeasuredSwitches(SwitchKind Kind)
{
    private const int FewestSwitches = 3;
    private const int FewestRequests = 10_000;
    private readonly List<double> _seconds = [];

    /// <summary>Answers while nothing was switched.</summary>
    public required AnswerWindow Quiet { get; init; }

    /// <summary>Answers from each command until the new version alone answered.</summary>
    public AnswerWindow During { get; } = new();

    /// <summary>Seconds of each switch.</summary>
    public Sample Seconds => new(_seconds);

    /// <summary>Whether enough was asked.</summary>
    public bool IsEnough => _seconds.Count >= FewestSwitches && During.Requests >= FewestRequests;

    /// <summary>Adds a switch.</summary>
    public void Add(TimeSpan took) => _seconds.Add(took.TotalSeconds);
}
