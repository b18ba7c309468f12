using System.Security.Cryptography;
using Workflow.Scoring.Features;
using Workflow.Scoring.Format;
using Workflow.Scoring.Maths;
using Workflow.Scoring.Models;
using Workflow.Scoring.Schema;
using Workflow.Scoring.Tests.TestData;

namespace Workflow.Scoring.Tests;

public sealed class ScoringPipelineTests
{
    public static TheoryData<string, ModelTask> Models
    {
        get
        {
            var all = new TheoryData<string, ModelTask>();
            foreach (ModelTask task in Enum.GetValues<ModelTask>())
            {
                foreach (string kind in (string[])["constant", "linear", "trees", "forest", "calibrated", "ensemble", "mixture"])
                {
                    // A mixture is one of probabilities.
                    if (kind != "mixture" || task != ModelTask.Regression) all.Add(kind, task);
                }
            }

            return all;
        }
    }

    [Theory]
    [InlineData(ModelTask.Binary)]
    [InlineData(ModelTask.Multiclass)]
    [InlineData(ModelTask.Regression)]
    public void Score_Batch_EqualsRowByRowBitForBit(ModelTask task)
    {
        ScoringPipeline pipeline = SamplePipelines.Of(task).ToPipeline();
        foreach (int rows in new[] { 0, 1, 2, 63, 64, 65, 200 })
        {
            double[] cells = RandomCells(new SeededNumbers(601), pipeline, rows);
            (double[] outputs, double[] margins) = Score(pipeline, cells);
            (double[] Outputs, double[] Margins)[] single = [.. cells.Chunk(pipeline.InputColumns.Count).Select(row => Score(pipeline, row))];
            Bits.AssertEqual(single.SelectMany(row => row.Outputs), outputs);
            Bits.AssertEqual(single.SelectMany(row => row.Margins), margins);
        }
    }

    [Theory]
    [InlineData(ModelTask.Binary)]
    [InlineData(ModelTask.Multiclass)]
    [InlineData(ModelTask.Regression)]
    public void ScoreBatch_Columns_EqualsRowsBitForBit(ModelTask task)
    {
        ScoringPipeline pipeline = SamplePipelines.Of(task).ToPipeline();
        int width = pipeline.InputColumns.Count;
        foreach (int rows in new[] { 0, 1, 63, 64, 65, 200 })
        {
            double[] cells = RandomCells(new SeededNumbers(604), pipeline, rows);
            ReadOnlyMemory<double>[] columns = [.. Enumerable.Range(0, width).Select(column => Enumerable.Range(0, rows).Select(row => cells[(row * width) + column]).ToArray().AsMemory())];
            var outputs = new double[rows * pipeline.OutputColumns.Count];
            pipeline.ScoreBatch(columns, outputs);
            Bits.AssertEqual(Score(pipeline, cells).Outputs, outputs);
        }
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void Score_RowsByEveryKindOfModel_AllocatesNothing(string kind, ModelTask task)
    {
        const int features = 4;
        int marginCount = task == ModelTask.Multiclass ? 3 : 1, forestOutputs = task == ModelTask.Regression ? 1 : Math.Max(2, marginCount);
        var numbers = new SeededNumbers(606);
        LinearModel linear = RandomModels.Linear(numbers, features, marginCount);
        TreeEnsemble trees = RandomModels.Trees(numbers, features, marginCount, 21).Flatten();
        ForestModel forest = RandomModels.Forest(numbers, features, forestOutputs, 21).Flatten();
        var calibrated = new CalibratedModel(forest, [.. Enumerable.Range(0, marginCount).Select(_ => RandomModels.Curve(numbers))]);
        EnsembleMember[] members =
            [new(0.5, [0, 1, 2, 3], trees), new(0.3, [3, 1, 0, 2], calibrated), new(0.2, [1, 2], RandomModels.Linear(numbers, 2, marginCount)), new(1, [0], new ConstantModel(1, new double[marginCount]))];
        var ensemble = new EnsembleModel(features, members);
        MarginModel model = kind switch
        {
            "constant" => new ConstantModel(features, new double[marginCount]),
            "linear" => linear,
            "trees" => trees,
            "forest" => forest,
            "calibrated" => calibrated,
            "ensemble" => ensemble,
            _ => new MixtureModel(features, [.. members, new(0.4, [0, 1, 2, 3], ensemble)], 0.7),
        };
        ScoringPipeline pipeline = (SamplePipelines.Of(task) with { Model = model }).ToPipeline();
        foreach (int rows in new[] { 1, 64, 1000 })
        {
            double[] cells = RandomCells(new SeededNumbers(605), pipeline, rows);
            var outputs = new double[rows * pipeline.OutputColumns.Count];
            var margins = new double[rows * pipeline.Model.MarginCount];
            var outside = new bool[pipeline.InputColumns.Count];

            // Other tests take from the same pool.
            Assert.Equal(0, Enumerable.Range(0, 50).Min(_ => Allocated(() => pipeline.Score(cells, outputs, margins))));
            Assert.Equal(0, Enumerable.Range(0, 50).Min(_ => Allocated(() => pipeline.IsOutside(cells.AsSpan(0, outside.Length), outside))));
        }

        static long Allocated(Action work)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            work();
            return GC.GetAllocatedBytesForCurrentThread() - before;
        }
    }

    [Fact]
    public void ScoreBatch_ColumnsThatDoNotFit_AreRefused()
    {
        ScoringPipeline pipeline = SamplePipelines.Multiclass().ToPipeline();
        var two = new double[2];
        Assert.StartsWith("3 columns are needed, not 2", Assert.Throws<ArgumentException>(() => pipeline.ScoreBatch([two, two], new double[6])).Message, StringComparison.Ordinal);
        Assert.StartsWith("column mode has 0 cells, the first one 2", Assert.Throws<ArgumentException>(() => pipeline.ScoreBatch([two, two, Array.Empty<double>()], new double[6])).Message, StringComparison.Ordinal);
        Assert.StartsWith("2 rows need 6 outputs, not 5", Assert.Throws<ArgumentException>(() => pipeline.ScoreBatch([two, two, two], new double[5])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Score_RowOfTexts_EqualsItsCellsBitForBit()
    {
        ScoringPipeline pipeline = SamplePipelines.Graded().ToPipeline();
        foreach (string?[] row in SamplePipelines.Rows) Bits.AssertEqual(Score(pipeline, pipeline.Parse(row)).Outputs, pipeline.Score(row));
        Bits.AssertEqual(Score(pipeline, [1, 0.1, 0]).Outputs, pipeline.Score(["1", "0.1", "eco"]));
    }

    [Fact]
    public void Score_RowOfTextsThatIsWrong_NamesTheColumn()
    {
        ScoringPipeline pipeline = SamplePipelines.Graded().ToPipeline();
        Assert.StartsWith("column pressure: 'high' is not a number", Assert.Throws<FormatException>(() => pipeline.Score(["1", "high", "eco"])).Message, StringComparison.Ordinal);
        Assert.StartsWith("column temperature: is missing", Assert.Throws<FormatException>(() => pipeline.Score([null, "1", "eco"])).Message, StringComparison.Ordinal);
        Assert.StartsWith("a row has 3 cells, not 2", Assert.Throws<ArgumentException>(() => pipeline.Score(["1", "2"])).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Score_ManyColumnsAndClasses_EqualsRowByRowBitForBit()
    {
        ScoringPipeline pipeline = Wide(columns: 60, classes: 11);
        double[] cells = RandomCells(new SeededNumbers(602), pipeline, 150);
        Bits.AssertEqual(cells.Chunk(60).SelectMany(row => Score(pipeline, row).Outputs), Score(pipeline, cells).Outputs);
    }

    [Theory]
    [InlineData(ModelTask.Binary)]
    [InlineData(ModelTask.Multiclass)]
    [InlineData(ModelTask.Regression)]
    public void Score_Outputs_AreTheLinkOfTheModelsMargins(ModelTask task)
    {
        ScoringPipeline pipeline = SamplePipelines.Of(task).ToPipeline();
        (double[] outputs, double[] margins) = Score(pipeline, [2.5, double.NaN, 2]);
        var expectedMargins = new double[pipeline.Model.MarginCount];
        pipeline.Model.ComputeMargins([2.5f, float.NaN, 0, 1], anyMissing: true, expectedMargins);
        Bits.AssertEqual(expectedMargins, margins);
        var expected = new double[outputs.Length];
        LinkFunctions.Apply(pipeline.Manifest.Link, margins, expected);
        Bits.AssertEqual(expected, outputs);
    }

    [Fact]
    public void Score_MarginsNotAskedFor_GivesTheSameOutputs()
    {
        ScoringPipeline pipeline = SamplePipelines.Multiclass().ToPipeline();
        double[] cells = RandomCells(new SeededNumbers(603), pipeline, 70);
        var outputs = new double[70 * 3];
        pipeline.Score(cells, outputs);
        Bits.AssertEqual(Score(pipeline, cells).Outputs, outputs);
    }

    [Fact]
    public void Score_UnseenLevel_MatchesNoIndicator()
    {
        ScoringPipeline pipeline = SamplePipelines.Regression().ToPipeline();
        Assert.Null(pipeline.Parser(2).Parse("never seen", out double unseen));
        Assert.Equal(InputColumn.UnseenLevel, unseen);

        // Level 1 has no indicator of its own, so a row of it has zeroes only, too.
        Bits.AssertEqual(Score(pipeline, [1, 2, 1]).Outputs, Score(pipeline, [1, 2, unseen]).Outputs);
        Assert.NotEqual(Score(pipeline, [1, 2, 0]).Outputs, Score(pipeline, [1, 2, unseen]).Outputs);
        Assert.NotEqual(Score(pipeline, [1, 2, double.NaN]).Outputs, Score(pipeline, [1, 2, unseen]).Outputs);
    }

    [Fact]
    public void Score_ManyThreads_GiveTheSameAnswers()
    {
        ScoringPipeline pipeline = Wide(columns: 60, classes: 11);
        double[][] batches = [.. Enumerable.Range(0, 8).Select(i => RandomCells(new SeededNumbers((ulong)i), pipeline, 20 + (20 * i)))];
        double[][] expected = [.. batches.Select(batch => Score(pipeline, batch).Outputs)];
        using var start = new Barrier(batches.Length);
        Thread[] threads = new Thread[batches.Length];
        var wrong = new string?[threads.Length];
        for (int t = 0; t < threads.Length; t++)
        {
            int first = t;
            threads[t] = new Thread(() =>
            {
                start.SignalAndWait();
                for (int i = first; i < first + 40; i++)
                {
                    int batch = i % batches.Length;
                    if (!Score(pipeline, batches[batch]).Outputs.SequenceEqual(expected[batch])) wrong[first] = $"batch {batch} differs";
                }
            });
            threads[t].Start();
        }

        foreach (Thread thread in threads) thread.Join();
        Assert.All(wrong, Assert.Null);
    }

    // What the steps say, worked out cell by cell; and what the model makes of it is what the pipeline answers.
    [Fact]
    public void Transform_AnyModelAndRows_IsWhatTheModelSees()
    {
        for (ulong seed = 0; seed < 60; seed++)
        {
            var numbers = new SeededNumbers(seed);
            MarginModel model;
            do model = RandomModels.Any(numbers);
            while (model.MarginCount == 2);
            ScoringPipeline pipeline = RandomPipelines.Around(numbers, model).ToPipeline();
            int rows = numbers.Between(0, 70);
            double[] cells = RandomCells(numbers, pipeline, rows, [.. pipeline.InputColumns.Select(column => column.Levels.Count)]);
            var features = new float[rows * pipeline.TransformedColumns.Count];
            pipeline.Transform(cells, features);
            Assert.Equal(pipeline.Manifest.Features.Select(step => step.Name), pipeline.TransformedColumns);
            for (int i = 0; i < features.Length; i++)
            {
                FeatureStep step = pipeline.Manifest.Features[i % pipeline.TransformedColumns.Count];
                int column = pipeline.InputColumns.ToList().FindIndex(column => column.Name == step.Column);
                double cell = cells[(i / pipeline.TransformedColumns.Count * pipeline.InputColumns.Count) + column];
                Assert.Equal((float)Feature(step, pipeline.InputColumns[column], cell), features[i], 1e-5f);
            }

            var margins = new double[rows * model.MarginCount];
            model.ComputeMargins(features, anyMissing: true, margins);
            Bits.AssertEqual(margins, Score(pipeline, cells).Margins);
        }
    }

    [Theory]
    [InlineData(3, 3)]
    [InlineData(3, 8)]
    [InlineData(4, 4)]
    [InlineData(0, 4)]
    public void Transform_SpansThatDoNotFit_Throws(int cells, int features) =>
        Assert.Throws<ArgumentException>(() => SamplePipelines.Multiclass().ToPipeline().Transform(new double[cells], new float[features]));

    [Theory]
    [InlineData(4, 3, 0)]
    [InlineData(6, 3, 0)]
    [InlineData(6, 7, 0)]
    [InlineData(3, 0, 0)]
    [InlineData(0, 3, 0)]
    [InlineData(6, 6, 3)]
    [InlineData(0, 0, 3)]
    public void Score_SpansThatDoNotFit_Throws(int cells, int outputs, int margins)
    {
        ScoringPipeline pipeline = SamplePipelines.Multiclass().ToPipeline();
        Assert.Throws<ArgumentException>(() => pipeline.Score(new double[cells], new double[outputs], new double[margins]));
    }

    [Theory]
    [InlineData(ModelTask.Binary, new[] { "state.0", "state.1" })]
    [InlineData(ModelTask.Multiclass, new[] { "state.3", "state.20", "state.100" })]
    [InlineData(ModelTask.Regression, new[] { "state" })]
    public void OutputColumns_AnyTask_AreTargetAndClass(ModelTask task, string[] names) =>
        Assert.Equal(names, SamplePipelines.Of(task).ToPipeline().OutputColumns);

    [Fact]
    public void Open_ValidFile_HasTheFilesPartsAndHash()
    {
        using var folder = new TemporaryFolder();
        PipelineDraft draft = SamplePipelines.Multiclass();
        byte[] bytes = draft.ToZip().ToBytes();
        ScoringPipeline pipeline = ScoringPipeline.Open(folder.Write("a.pipeline", bytes));
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(bytes)), pipeline.Hash);
        Assert.Equal(ModelIdentifier.FromSha256(pipeline.Hash), pipeline.ModelId);
        Assert.Equal(draft.CardHtml, pipeline.CardHtml.ToArray());
        Assert.Equal(draft.CardJson, pipeline.CardJson.ToArray());
        Assert.Equal("temperature, pressure, mode", string.Join(", ", pipeline.InputColumns.Select(column => column.Name)));
        Assert.Equal(SamplePipelines.Rows.Count, pipeline.Golden.Rows.Count);
    }

    [Fact]
    public void Open_PartsThatDoNotFit_NamesThePathAndThePart()
    {
        using var folder = new TemporaryFolder();
        string path = folder.Write("a.pipeline", (SamplePipelines.Binary() with { Model = new ConstantModel(9, [0]) }).ToZip().ToBytes());
        var refused = Assert.Throws<PipelineFileException>(() => ScoringPipeline.Open(path));
        Assert.StartsWith($"{path}: pipeline.json: ", refused.Message, StringComparison.Ordinal);
    }

    private static ScoringPipeline Wide(int columns, int classes)
    {
        PipelineDraft draft = SamplePipelines.Multiclass();
        InputColumn[] inputs = [.. Enumerable.Range(0, columns).Select(NumberColumn)];
        return (draft with
        {
            Manifest = draft.Manifest with
            {
                Columns = inputs,
                Features = [.. inputs.Select(column => new FeatureStep(column.Name, FeatureKind.Number, column.Name))],
                Classes = [.. Enumerable.Range(0, classes).Select(i => new TargetClass($"{i}", null))],
            },
            Model = RandomModels.Trees(new SeededNumbers(604), columns, classes, 50).Flatten(),
        }).WithTrueAnswers(new string?[columns]).ToPipeline();
    }

    private static InputColumn NumberColumn(int index) => new() { Name = $"c{index}", Type = ColumnType.Number, AcceptsMissing = true };

    private static double[] RandomCells(SeededNumbers numbers, ScoringPipeline pipeline, int rows) =>
    [
        .. Enumerable.Range(0, rows).SelectMany(_ => pipeline.InputColumns).Select(column => numbers.Chance(0.1)
            ? double.NaN
            : column.Type == ColumnType.Number ? numbers.Choose([-3.5, 0.1, 1, 2.5, 7, numbers.Between(-9.0, 9.0)]) : numbers.Between(-1, 2)),
    ];

    private static double[] RandomCells(SeededNumbers numbers, ScoringPipeline pipeline, int rows, int[] levels) =>
    [
        .. Enumerable.Range(0, rows * levels.Length).Select(i => numbers.Chance(0.1)
            ? double.NaN
            : pipeline.InputColumns[i % levels.Length].Type == ColumnType.Number ? numbers.Between(-9.0, 9.0) : numbers.Between(-1, levels[i % levels.Length] - 1)),
    ];

    private static double Feature(FeatureStep step, InputColumn column, double cell)
    {
        if (double.IsNaN(cell)) return double.NaN;
        return step.Kind switch
        {
            FeatureKind.Indicator => cell >= 0 && column.Levels[(int)cell] == step.Level ? 1 : 0,
            FeatureKind.Logarithm => Math.Sign(cell) * Math.Log(1 + (Math.Abs(cell) / step.Scale!.Value)),
            FeatureKind.NormalScore => Height(step.Curve!, cell),
            _ => cell,
        };
    }

    private static double Height(FeatureCurve curve, double x)
    {
        int right = curve.X.ToList().FindIndex(knot => knot >= x);
        if (right == 0) return curve.Y[0];
        if (right < 0) return curve.Y[^1];
        return curve.Y[right - 1] + ((curve.Y[right] - curve.Y[right - 1]) * (x - curve.X[right - 1]) / (curve.X[right] - curve.X[right - 1]));
    }

    private static (double[] Outputs, double[] Margins) Score(ScoringPipeline pipeline, double[] cells)
    {
        int rows = cells.Length / pipeline.InputColumns.Count;
        var outputs = new double[rows * pipeline.OutputColumns.Count];
        var margins = new double[rows * pipeline.Model.MarginCount];
        pipeline.Score(cells, outputs, margins);
        return (outputs, margins);
    }
}
