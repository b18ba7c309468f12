namespace Workflow.Scorer.Serving;

/// <summary>What answers at a path.</summary>
/// <param name="Method">The only method that is answered.</param>
/// <param name="Handle">Answers.</param>
/// <param name="IsOpen">Whether it is answered to everybody at any time: what an orchestrator asks a container.</param>
/// <param name="TakesTurns">Whether it takes its place among the requests by itself, and gives it up while it waits for the caller.</param>
internal sealed record ScorerRoute(string Method, RequestDelegate Handle, bool IsOpen = false, bool TakesTurns = false);
