namespace Workflow.Api.Gateway;

/// <summary>A deployment that answers for an endpoint.</summary>
/// <param name="Url">Base address.</param>
/// <param name="Weight">Its share of the requests, beside the weights of the others; 0 for none.</param>
/// <param name="Name">What it is called in metrics and logs, and what sticky keys keep to: the name of the version.</param>
internal sealed record RouteTarget(Uri Url, int Weight, string Name);
