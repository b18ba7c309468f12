using Workflow.Scoring.Format;
using Workflow.Training.Datasets;
using Workflow.Training.Features;
using Workflow.Training.Learners;
using Workflow.Training.Learners.Linear;
using Workflow.Training.Learners.Prior;
using Workflow.Training.Learners.XGBoost;
using Workflow.Training.Packaging;
using Workflow.Training.Tests.Cards;

namespace Workflow.Training.Tests.Packaging;

/// <summary>A dataset, a model that was trained on the first four of every five rows, and the file of both.</summary>
internal sealed record PackedPipeline(Dataset Dataset, TrainedModel Trained, int[] TrainingRows)
{
    public static PackedPipeline Create(Dataset dataset, string learner, params string[] dropped)
    {
        int[] rows = [.. Enumerable.Range(0, dataset.RowCount).Where(row => row % 5 != 4)];
        FeaturePlan plan = FeaturePlan.Create(dataset, dropped.ToHashSet(StringComparer.Ordinal), rows);
        ILearner chosen = learner switch
        {
            "prior" => new PriorLearner(),
            "logistic" => new LogisticLearner(0.01),
            _ => new XGBoostLearner(new XGBoostParameters()),
        };
        var summary = new LearnerSummary(chosen.Name, chosen.Library, chosen.Parameters);
        return new PackedPipeline(dataset, new TrainedModel(plan, chosen.Fit(plan.Matrix(rows), 12, TestContext.Current.CancellationToken), summary), rows);
    }

    public byte[] Pack() => PipelinePackager.Pack(Draft(), TestCards.Plain, CancellationToken.None);

    public PipelineDraft Draft() => PipelinePackager.Draft("pump", Dataset, Trained, TrainingRows, TestCards.Lineage);

    public PipelineFileContent Read() => PipelineFileReader.Read(Pack());
}
