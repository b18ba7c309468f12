using Workflow.Scoring.Maths;
using Workflow.Scoring.Schema;

namespace Workflow.Training.Features;

/// <summary>The link that each task has.</summary>
internal static class Links
{
    public static Link Of(ModelTask task) => task switch
    {
        ModelTask.Regression => Link.Identity,
        ModelTask.Binary => Link.Sigmoid,
        _ => Link.Softmax,
    };
}
