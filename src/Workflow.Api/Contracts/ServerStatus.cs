namespace Workflow.Api.Contracts;

/// <summary>Answer of <c>GET /api/v1/status</c>.</summary>
/// <param name="Product">Always <c>Workflow</c>.</param>
/// <param name="Release">Version of the program.</param>
/// <param name="Database">Engine of the database.</param>
/// <param name="Home">Directory of all state.</param>
/// <param name="Pipelines">pipelines.yaml that it serves.</param>
public sealed record ServerStatus(string Product, string Release, string Database, string Home, string Pipelines);
