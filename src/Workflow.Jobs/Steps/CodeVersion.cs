using System.Reflection;
using Workflow.Training.Files;

namespace Workflow.Jobs.Steps;

/// <summary>
/// Names the code that makes results. A step's result is reused only by the very code that made it: builds are deterministic, so an
/// assembly's module version changes when, and only when, its code does.
/// </summary>
public static class CodeVersion
{
    /// <summary>Version of the code that trains: 16 hexadecimal digits over the scoring and training assemblies.</summary>
    public static string Training { get; } = Of(typeof(Workflow.Scoring.ScoringPipeline).Assembly, typeof(Workflow.Training.Recipes.RecipeReader).Assembly);

    /// <summary>Version of all code that steps run.</summary>
    public static string Steps { get; } = Of(
        typeof(Workflow.Scoring.ScoringPipeline).Assembly, typeof(Workflow.Training.Recipes.RecipeReader).Assembly, typeof(CodeVersion).Assembly);

    private static string Of(params IEnumerable<Assembly> assemblies) =>
        Sha256Hex.Of([.. assemblies.SelectMany(assembly => assembly.ManifestModule.ModuleVersionId.ToByteArray())])[..16];
}
