using Workflow.Training.Errors;

namespace Workflow.Training.Recipes;

/// <summary>A source that its recipe cannot read: the message names the file, the row, the column and the value.</summary>
public sealed class RecipeException(string message, Exception? innerException = null)
    : WorkflowException("recipe-failed", message, innerException);
