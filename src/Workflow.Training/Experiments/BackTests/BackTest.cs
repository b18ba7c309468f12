namespace Workflow.Training.Experiments.BackTests;

/// <summary>
/// The chosen model's own recipe, trained again without whole groups of rows and judged on them, beside what random folds say. Where neighbouring
/// rows are alike the second flatters; the first is nearer to what new blocks will see.
/// </summary>
/// <param name="Groups">Number of groups.</param>
/// <param name="AreBlocks">Whether they are blocks under constant settings; else they are equal stretches of rows.</param>
/// <param name="Folds">Folds of both.</param>
/// <param name="Random">With random folds: what decided.</param>
/// <param name="Grouped">With every group in one fold.</param>
public sealed record BackTest(int Groups, bool AreBlocks, int Folds, BackTestScore Random, BackTestScore Grouped);
