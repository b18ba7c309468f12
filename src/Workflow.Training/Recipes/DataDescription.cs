namespace Workflow.Training.Recipes;

/// <summary>What the recipe's author says about the data, for people who judge a model that was made of it. It changes no number.</summary>
/// <param name="Title">What the data is.</param>
/// <param name="Authors">Who made it, and when.</param>
/// <param name="Address">Where it is described.</param>
/// <param name="Licence">What may be done with it.</param>
public sealed record DataDescription(string? Title, string? Authors, string? Address, string? Licence);
