namespace Workflow.Training.Guards.Contamination;

/// <summary>What a random split promises, beside what remains where no row's neighbours are trained on. Of training rows alone.</summary>
/// <param name="Rows">Training rows that were looked at.</param>
/// <param name="Groups">Groups that were held back as a whole.</param>
/// <param name="AreBlocks">Whether the groups are blocks; else they are equal stretches of rows.</param>
/// <param name="Folds">Folds of the cross-validations.</param>
/// <param name="Random">With random folds.</param>
/// <param name="Grouped">With whole groups in one fold.</param>
public sealed record SplitScores(int Rows, int Groups, bool AreBlocks, int Folds, FoldScores Random, FoldScores Grouped);
