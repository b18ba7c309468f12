using Workflow.Scoring;
using Workflow.Scoring.Golden;

// Checks hashes, model and schema; the golden rows prove that this machine gives the answers of training, to the last bit.
ScoringPipeline pipeline = ScoringPipeline.Open(args[0]);
if (GoldenCheck.FirstDifference(pipeline) is { } difference) throw new InvalidDataException(difference);
Console.WriteLine($"{pipeline.Manifest.Name} {pipeline.ModelId} takes {string.Join(", ", pipeline.InputColumns.Select(column => column.Name))}");

// One row, as texts in the order of the columns. Here it is one that the file itself holds.
IReadOnlyList<string?> row = pipeline.Golden.Rows[0].Cells;
double[] scores = pipeline.Score(row);
Console.WriteLine($"scores: {string.Join(", ", pipeline.OutputColumns.Zip(scores, (name, score) => FormattableString.Invariant($"{name} {score}")))}");
if (pipeline.Decide(scores) is >= 0 and var decided) Console.WriteLine($"decision: {pipeline.TargetLabels[decided]}");

// Many rows, as numbers one behind the other. Nothing is allocated for a row, and any number of threads may score at once.
double[] cells = [.. pipeline.Golden.Rows.SelectMany(golden => pipeline.Parse(golden.Cells))];
var batch = new double[pipeline.Golden.Rows.Count * pipeline.OutputColumns.Count];
pipeline.Score(cells, batch);
Console.WriteLine($"batch: {pipeline.Golden.Rows.Count} rows, {batch.Length} scores");

// What each column contributed to the margins, and whether the row is like those of training.
var contributions = new double[pipeline.ContributionColumns.Count];
pipeline.Contributions(pipeline.Parse(row), contributions);
Console.WriteLine($"contributions: {string.Join(", ", pipeline.ContributionColumns.Zip(contributions, (name, part) => FormattableString.Invariant($"{name} {part}")))}");
var outside = new bool[pipeline.InputColumns.Count];
Console.WriteLine($"outside: {pipeline.IsOutside(pipeline.Parse(row), outside)}");
