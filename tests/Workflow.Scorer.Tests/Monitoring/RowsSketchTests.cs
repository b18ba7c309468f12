using Workflow.Scorer.Monitoring;
using Workflow.Scoring;
using Workflow.Scoring.Format;
using Workflow.Testing.Scoring;

namespace Workflow.Scorer.Tests.Monitoring;

public sealed class RowsSketchTests
{
    // What scorers have counted apart is what one of them would have counted alone.
    [Fact]
    public void Add_Parts_IsTheWhole()
    {
        var pipeline = new ScoringPipeline(PipelineFileReader.Read(SamplePipelines.Enveloped().ToZip().ToBytes()));
        for (ulong seed = 0; seed < 50; seed++)
        {
            var numbers = new SeededNumbers(seed);
            var whole = new RowsSketch(pipeline);
            RowsSketch[] parts = [new(pipeline), new(pipeline), new(pipeline)];
            for (int i = numbers.Between(0, 200); i > 0; i--)
            {
                double[] cells = [numbers.Next(40) - 20, numbers.Next(5) == 0 ? double.NaN : numbers.Next(1200), numbers.Next(5) - 1];
                if (cells[2] == 3) cells[2] = double.NaN;
                var outputs = new double[3];
                pipeline.Score(cells, outputs);
                int outside = numbers.Next(2);
                whole.Add(cells, outputs, outside);
                numbers.Choose(parts).Add(cells, outputs, outside);
            }

            var sum = new RowsSketch(pipeline);
            foreach (RowsSketch part in parts) sum.Add(part);
            Assert.Equal((whole.Rows, whole.RowsOutside), (sum.Rows, sum.RowsOutside));
            Assert.Equal(whole.Decisions, sum.Decisions);
            foreach ((ColumnSketch expected, ColumnSketch actual) in whole.Columns.Zip(sum.Columns))
            {
                Assert.Equal(expected.Counts, actual.Counts);
                Assert.Equal((expected.Missing, expected.Below, expected.Above, expected.Unseen), (actual.Missing, actual.Below, actual.Above, actual.Unseen));
                Assert.Equal(whole.Rows, expected.Counts.Sum() + expected.Missing + expected.Unseen);
            }

            foreach ((OutputSketch expected, OutputSketch actual) in whole.Outputs.Zip(sum.Outputs))
            {
                Assert.Equal(expected.Bins.Counts, actual.Bins.Counts);
                Assert.Equal(expected.Mean, actual.Mean, 1e-12);
                Assert.Equal(expected.StandardDeviation, actual.StandardDeviation, 1e-12);
            }
        }
    }

    [Fact]
    public void Add_Outputs_HaveTheirMeanAndSpread()
    {
        var sketch = OutputSketch.OfProbabilities();
        foreach (double output in (double[])[0, 0.05, 0.1, 0.95, 1, double.NaN]) sketch.Add(output);
        Assert.Equal(5, sketch.Count);
        Assert.Equal(0.42, sketch.Mean, 1e-12);
        Assert.Equal(0.508183, sketch.StandardDeviation, 1e-6);
        Assert.Equal([2, 1, 0, 0, 0, 0, 0, 0, 0, 2], sketch.Bins.Counts);
    }

    [Fact]
    public void OfNumbers_AnyAnswers_LieBetweenTheFirstAndTheLastEdge()
    {
        for (ulong seed = 0; seed < 200; seed++)
        {
            var numbers = new SeededNumbers(seed);
            double size = numbers.Choose([1e-320, 1, 1e300, 8e307]), offset = numbers.Choose([0, 1, -1e16]);
            double[] known = [.. Enumerable.Range(0, numbers.Between(1, 9)).Select(_ => offset + numbers.Between(-size, size))];
            var sketch = OutputSketch.OfNumbers(known);
            Assert.Equal((known.Min(), known.Max()), (sketch.Bins.Edges[0], sketch.Bins.Edges[^1]));
            Assert.Equal(sketch.Bins.Edges.Distinct().Order(), sketch.Bins.Edges);
            foreach (double answer in known) sketch.Add(answer);
            Assert.Equal(0, sketch.Bins.Counts[0]);
            Assert.Equal(known.Count(answer => answer == known.Max()), sketch.Bins.Counts[^1]);
        }
    }
}
