namespace Workflow.Api.Dashboard;

/// <summary>Who looks at a page.</summary>
/// <param name="IsSignedIn">Whether the browser has shown the key, and so may change things.</param>
/// <param name="Address">Address of the page, with its query: what is fetched again when something changes.</param>
public sealed record Viewer(bool IsSignedIn, string Address);
