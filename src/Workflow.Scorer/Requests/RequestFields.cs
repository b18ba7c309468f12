namespace Workflow.Scorer.Requests;

/// <summary>What the fields of a request are.</summary>
/// <param name="Count">How many there are.</param>
/// <param name="Known">Those that are columns of the pipeline, in the order of the fields.</param>
/// <param name="Kept">Those that the answer gives back, in the order of the fields, each with the place of its name in the body.</param>
internal sealed record RequestFields(int Count, (int Field, int Column)[] Known, (int Field, int NameAt)[] Kept);
