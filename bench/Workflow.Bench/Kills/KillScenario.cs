namespace Workflow.Bench.Kills;

/// <summary>What deployments are interrupted.</summary>
/// <param name="Platform">Where they go.</param>
/// <param name="HasGateway">Whether a gateway follows the endpoint: what served before is kept warm then; else the endpoint keeps its port.</param>
internal sealed record KillScenario(string Platform, bool HasGateway)
{
    /// <summary>Versions, in turn: where one is kept warm, every other deployment goes back to it and the others start one.</summary>
    public static IReadOnlyList<int> Versions { get; } = [1, 2, 3, 2];

    /// <summary>Name for tables.</summary>
    public override string ToString() => $"{Platform}, {(HasGateway ? "behind a gateway" : "on its own port")}";
}
