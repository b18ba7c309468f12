namespace Workflow.Training.Charts;

/// <summary>A point of a chart that can be followed to what is said about it.</summary>
/// <param name="X">Its place on the horizontal axis.</param>
/// <param name="Y">Its place on the vertical axis.</param>
/// <param name="Target">Identifier of the element of the page that tells more; null where nothing does.</param>
/// <param name="Text">What it is; shown by the browser when the pointer rests on it.</param>
/// <param name="IsChosen">Whether it stands out.</param>
internal sealed record Mark(double X, double Y, string? Target, string Text, bool IsChosen);
