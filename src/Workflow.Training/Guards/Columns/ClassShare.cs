namespace Workflow.Training.Guards.Columns;

/// <summary>How many training rows a class has.</summary>
/// <param name="Class">The class.</param>
/// <param name="Rows">Its rows.</param>
/// <param name="Share">Their share, from 0 to 1.</param>
public sealed record ClassShare(string Class, int Rows, double Share);
