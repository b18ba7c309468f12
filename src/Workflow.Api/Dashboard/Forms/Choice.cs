namespace Workflow.Api.Dashboard.Forms;

/// <summary>One of several things that a form offers.</summary>
/// <param name="Value">What is sent.</param>
/// <param name="Label">What is shown.</param>
public sealed record Choice(string Value, string Label);
