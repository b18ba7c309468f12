using System.Globalization;
using Workflow.Scoring.Features;
using Workflow.Scoring.Golden;
using Workflow.Scoring.Maths;
using Workflow.Scoring.Models;
using Workflow.Scoring.Schema;

namespace Workflow.Testing.Scoring;

/// <summary>Pipelines of random columns and feature steps around a model, and rows for them.</summary>
public static class RandomPipelines
{
    // Some are names of ONNX values too, or no names of any programming language.
    private static readonly string[] ColumnNames = ["label", "probabilities", "prediction", "Softmax_1", "Cast_1", "Öl (°C)", "a b", "x", "rows", "Constant_2"];

    private static readonly string[] Levels = ["eco", "full", "übrig", "1", "-", "ECO"];

    // Whole numbers, texts, and numbers that are texts because of the first.
    private static readonly string[][] Classes = [["3", "20", "100", "-7", "0"], ["no", "yes", "übrig", "1", "2"], ["007", "8", "9", "10", "11"]];

    /// <summary>A pipeline whose task fits the model: of one margin, numbers or two classes.</summary>
    public static PipelineDraft Around(SeededNumbers numbers, MarginModel model)
    {
        InputColumn[] columns = [.. ColumnNames.Take(numbers.Between(1, ColumnNames.Length)).Select((name, i) => Column(numbers, name, isCategory: i > 0 && numbers.Chance(0.3)))];
        ModelTask task = model.MarginCount > 1 ? ModelTask.Multiclass : numbers.Chance(0.5) ? ModelTask.Binary : ModelTask.Regression;
        string[] classes = task == ModelTask.Regression ? [] : numbers.Choose(Classes)[..Math.Max(2, model.MarginCount)];
        return new PipelineDraft
        {
            Manifest = SamplePipelines.Binary().Manifest with
            {
                Task = task,
                Classes = [.. classes.Select(value => new TargetClass(value, null))],
                Columns = columns,
                Features = [.. Enumerable.Range(0, model.FeatureCount).Select(i => Step(numbers, $"f{i}", numbers.Choose(columns)))],
                Link = task switch { ModelTask.Regression => Link.Identity, ModelTask.Binary => Link.Sigmoid, _ => Link.Softmax },
                Threshold = task == ModelTask.Binary && numbers.Chance(0.5) ? numbers.Between(0.0, 1.0) : null,
            },
            Model = model,
            Golden = new GoldenRows([new GoldenRow(new string?[columns.Length], new double[model.MarginCount], new double[Math.Max(1, classes.Length)])]),
        };
    }

    /// <summary>Rows of cells: thresholds of <see cref="RandomModels"/>, both ends of single precision, missing values, levels never seen.</summary>
    public static IReadOnlyList<string?[]> Rows(SeededNumbers numbers, IReadOnlyList<InputColumn> columns, int count) =>
        [.. Enumerable.Range(0, count).Select(_ => columns.Select(column => Cell(numbers, column)).ToArray())];

    private static InputColumn Column(SeededNumbers numbers, string name, bool isCategory) => new()
    {
        Name = name,
        Type = isCategory ? ColumnType.Category : ColumnType.Number,
        AcceptsMissing = true,
        Levels = isCategory ? [.. Levels[..numbers.Between(1, Levels.Length)].Order(StringComparer.Ordinal)] : [],
        MissingTexts = numbers.Chance(0.5) ? ["Unknown", "NA"] : [],
    };

    private static FeatureStep Step(SeededNumbers numbers, string name, InputColumn column)
    {
        if (column.Type == ColumnType.Category)
        {
            return numbers.Chance(0.5) ? new FeatureStep(name, FeatureKind.Ordinal, column.Name) : new FeatureStep(name, FeatureKind.Indicator, column.Name, numbers.Choose(column.Levels));
        }

        return numbers.Next(4) switch
        {
            0 => new FeatureStep(name, FeatureKind.Logarithm, column.Name) { Scale = numbers.Between(0.01, 5.0) },
            1 => new FeatureStep(name, FeatureKind.NormalScore, column.Name) { Curve = Curve(numbers) },
            _ => new FeatureStep(name, FeatureKind.Number, column.Name),
        };
    }

    private static FeatureCurve Curve(SeededNumbers numbers)
    {
        MarginCurve curve = RandomModels.Curve(numbers);
        return new FeatureCurve(curve.X.ToArray(), curve.Y.ToArray());
    }

    private static string? Cell(SeededNumbers numbers, InputColumn column)
    {
        if (numbers.Chance(0.15)) return null;
        if (column.Type == ColumnType.Category) return numbers.Choose([.. column.Levels, .. column.MissingTexts, "never seen"]);
        double cell = numbers.Chance(0.5) ? RandomModels.Rows(numbers, 1, 1, withExtremes: false)[0] : numbers.Between(-6.0, 6.0);
        return cell.ToString("R", CultureInfo.InvariantCulture);
    }
}
