using Workflow.Jobs.Steps.Ingest;
using Workflow.Jobs.Steps.Train;
using Workflow.Training.Cards;
using Workflow.Training.Evaluation;
using Workflow.Training.Packaging;
using Workflow.Training.Recipes;

namespace Workflow.Jobs.Steps.Validate;

/// <summary>Writes the model card from what the steps found.</summary>
internal static class ValidationCard
{
    /// <summary>Writes it.</summary>
    /// <param name="context">The step.</param>
    /// <param name="inputs">What training read.</param>
    /// <param name="leaderboard">What training found.</param>
    /// <param name="draft">The scoring pipeline.</param>
    /// <param name="report">How it did on the test rows.</param>
    /// <param name="evaluation">What it relies on.</param>
    /// <param name="about">What the data is.</param>
    /// <param name="ingest">How it was read.</param>
    public static ModelCard Of(
        StepContext context, TrainingInputs inputs, Leaderboard leaderboard, PipelineDraft draft, ValidationReport report, ModelEvaluation evaluation, DataDescription? about,
        IngestReport ingest)
    {
        var card = new ModelCard
        {
            Name = context.Definition.Name,
            Target = context.Model.Target,
            Classes = inputs.Dataset.Schema.Classes,
            Data = about,
            Lineage = draft.Manifest.Lineage,
            RepeatsLeftOut = ingest.RepeatsLeftOut,
            Split = $"{inputs.Split.Method}, {inputs.Split.TrainName} and {inputs.Split.TestName}",
            Columns = draft.Manifest.Columns,
            Guards = inputs.Guards,
            Leaderboard = leaderboard.Trials,
            Chosen = leaderboard.Chosen,
            Choice = leaderboard.Choice,
            OperatingPoint = leaderboard.OperatingPoint,
            Test = report.Test,
            Regression = report.Regression,
            Evaluation = evaluation,
            BackTest = leaderboard.BackTest,
            BackTestObstacle = leaderboard.BackTestObstacle,
            Gates = report.Gates,
            Reproduction = $"./workflow reproduce {context.Definition.Name}@VERSION --train",
        };
        return card with { Limits = ModelLimits.Of(card, draft.Manifest.Envelope!) };
    }
}
