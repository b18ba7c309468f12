namespace Workflow.Api.Gateway.Traffic;

/// <summary>A request that was answered, to be sent to another version too.</summary>
/// <param name="Route">Its route.</param>
/// <param name="Answered">What has answered it.</param>
/// <param name="To">What gets the copy.</param>
/// <param name="Address">Where it went.</param>
/// <param name="Body">Its body.</param>
/// <param name="Headers">Those of its headers that a scorer reads.</param>
/// <param name="RequestId">Its id; empty where it has none.</param>
/// <param name="Answer">What it was answered.</param>
internal sealed record CopiedRequest(
    EndpointRoute Route, RouteTarget Answered, RouteTarget To, EndpointAddress Address, byte[] Body, IReadOnlyList<(string Name, string Value)> Headers, string RequestId, byte[] Answer);
