using Workflow.Scoring.Format;
using Workflow.Scoring.Schema;
using Workflow.Training.Cards;
using Workflow.Training.Evaluation;
using Workflow.Training.Experiments.Leaderboards;
using Workflow.Training.Guards;
using Workflow.Training.Metrics;
using Workflow.Training.Recipes;
using Workflow.Training.Tests.TestData;
using Workflow.Training.Validation;

namespace Workflow.Training.Tests.Cards;

/// <summary>Model cards whose every fact is another one.</summary>
internal static class TestCards
{
    public static Lineage Lineage { get; } = new()
    {
        Recipe = "rig",
        RecipeSha256 = new string('1', 64),
        DatasetSha256 = new string('2', 64),
        SourceSha256 = new string('3', 64),
        Simulated = false,
        SplitSha256 = new string('4', 64),
        ParametersSha256 = new string('5', 64),
        CodeVersion = "7.8.9",
        TrainingRows = 1641,
        TestRows = 563,
    };

    public static ModelCard Plain { get; } = Of("pump", "y", ["0", "1"]);

    /// <summary>A card in which every text that people can choose is the given one.</summary>
    public static ModelCard Named(string text) => Of(text, text, [text, "1"]) with
    {
        Lineage = Lineage with { Recipe = text, CodeVersion = text, SourceSha256 = text, DatasetSha256 = text, ParametersSha256 = text },
        Classes = [new TargetClass(text, text), new TargetClass("1", null)],
        Data = new DataDescription(text, text, text, text),
        Split = text,
        Choice = text,
        Columns = [Number(text) with { Unit = text }, Number(text) with { Type = ColumnType.Category, Levels = [text] }],
        Guards = TestGuardReports.Named(text),
        Leaderboard = [Trial(0) with { Learner = text, Library = text, Parameters = new Dictionary<string, string>(StringComparer.Ordinal) { [text] = text } }],
        Gates = [new GateResult(text, 1, null, Passed: false)],
        Evaluation = Evaluation(text, text),
        Limits = [text],
        Reproduction = text,
    };

    /// <summary>Figures of a column and a class.</summary>
    public static ModelEvaluation Evaluation(string column, string className) => new()
    {
        Importance = [new ColumnImportance(column, 0.625, 0.03125, 0.0078125, [1.5, 2.5]), new ColumnImportance("other", 0.375, null, null, [])],
        ImportanceRows = 77,
        ContributionObstacle = column,
        Dependence = [new PartialDependence(column, [0, 1, 2], [], [[0.1, 0.2, 0.3], [0.9, 0.8, 0.7]])],
        Curves = [OperatingCurve.Trace(className, [0.9, 0.8, 0.3, 0.2, 0.1], [true, false, true, false, false], 0.5)!],
        Calibration = CalibrationCurve.Compute([0.1, 0.9, 0.95], [false, true, true]),
        AtThreshold = CurvePoint.At(0.5, [0.9, 0.2, 0.7], [true, false, false]),
    };

    public static LeaderboardEntry Trial(int trial) => new()
    {
        Trial = trial,
        Learner = $"learner{trial}",
        Library = "XGBoost 1.2.3",
        Parameters = new Dictionary<string, string>(StringComparer.Ordinal) { ["eta"] = "0.3", ["max_depth"] = "6" },
        Folds = 5,
        Encoding = "Plain",
        Features = 2,
        Loss = 0.1111111 + trial,
        LogLoss = 0.1111111 + trial,
        F1Macro = 0.8222,
        Mcc = 0.7333,
        Accuracy = 0.9,
        Rounds = 44,
        RoundsTrained = 345,
        WorkUnits = 1.5,
    };

    public static InputColumn Number(string name) => new() { Name = name, Type = ColumnType.Number, Unit = "bar", Minimum = -1.25, Maximum = 155.5 };

    private static ModelCard Of(string name, string target, IReadOnlyList<string> classes) => new()
    {
        Name = name,
        Target = target,
        Classes = [.. classes.Select(value => new TargetClass(value, $"meaning of {value}"))],
        Data = new DataDescription("Pumps of a plant", "A. Person, 2020", null, "CC BY 4.0"),
        Lineage = Lineage,
        Split = "by blocks",
        Columns = [Number("PS1"), new InputColumn { Name = "mode", Type = ColumnType.Category, Levels = ["eco", "full", "off"] }],
        Guards = new GuardReport([], [], [new ColumnEvidence("PS1", 0.4444, null, 0.5151)], 0.5252),
        Leaderboard = [Trial(3), Trial(1)],
        Chosen = 3,
        Choice = "Lowest log loss.",
        Test = ClassificationMetrics.Compute([0.9, 0.1, 0.2, 0.8, 0.6, 0.4], [0, 1, 1], classes) with
        {
            LogLoss = 0.1234567,
            Accuracy = 0.91,
            PrecisionMacro = 0.92,
            RecallMacro = 0.93,
            F1Macro = 0.94,
            Mcc = 0.95,
            AucMacro = 0.96,
        },
        Gates = [new GateResult("max_log_loss", 0.25, 0.1234567, Passed: true), new GateResult("min_auc", 0.99, null, Passed: false)],
    };
}
