using Workflow.Scoring.Schema;

namespace Workflow.Training.Datasets;

/// <summary>Which task classes ask for.</summary>
internal static class ModelTasks
{
    /// <summary>The task.</summary>
    /// <param name="classes">Number of classes; 0 for a number to be predicted.</param>
    public static ModelTask Of(int classes) => classes switch
    {
        0 => ModelTask.Regression,
        2 => ModelTask.Binary,
        _ => ModelTask.Multiclass,
    };
}
