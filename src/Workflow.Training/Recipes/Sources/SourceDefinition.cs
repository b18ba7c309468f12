namespace Workflow.Training.Recipes.Sources;

/// <summary>One place where a recipe's source may come from. A recipe lists several; the first that serves wins.</summary>
public abstract record SourceDefinition
{
    /// <summary>The source in a few words, for people.</summary>
    public abstract string Description { get; }
}
