using System.Collections.Concurrent;
using System.Globalization;
using Workflow.Training.Datasets;

namespace Workflow.Training.Recipes.SensorArchives;

/// <summary>
/// Makes a dataset of an archive of sensor files: one pass over each file, several files at a time, memory independent of their size.
/// The result does not depend on the number of threads.
/// </summary>
internal sealed class SensorArchiveReader
{
    private readonly RecipeDefinition _recipe;
    private readonly SensorArchiveDefinition _archive;
    private readonly LabelDefinition _target;
    private readonly IProgress<ReadProgress>? _progress;
    private long _bytesDone;
    private long _bytesTotal;

    public SensorArchiveReader(
        RecipeDefinition recipe, SensorArchiveDefinition archive, LabelDefinition target, IProgress<ReadProgress>? progress)
    {
        _recipe = recipe;
        _archive = archive;
        _target = target;
        _progress = progress;
    }

    /// <summary>Reads the archive.</summary>
    /// <exception cref="RecipeException">A file that is missing, damaged or not as the recipe declares.</exception>
    public Dataset Read(SourceFile source, int threads, CancellationToken cancellationToken)
    {
        List<FileTask> tasks = Plan(source.Path);
        Run(tasks, source.Path, threads, cancellationToken);

        FileTask labels = tasks[^1];
        int rows = labels.Rows;
        foreach (FileTask task in tasks.Where(task => task.Rows != rows))
        {
            throw new RecipeException($"{task.File} has {task.Rows} rows, but {labels.File} has {rows}");
        }

        if (rows == 0) throw new RecipeException($"{labels.File} has no rows");
        double[][] features = Cells(tasks);
        var sink = (LabelSink)labels.Sink;
        Dataset dataset = _target.IsNumber
            ? Dataset.ForRegression(Schema(source, rows), features, [.. sink.Numbers])
            : new Dataset(Schema(source, rows), features, [.. sink.Indices]);
        return _recipe.Settings.Count == 0 ? dataset : dataset.WithSettings(_recipe.Settings, [.. sink.Settings]);
    }

    // The labels come last. Missing files are named before any is read.
    private List<FileTask> Plan(string path)
    {
        using SensorArchive archive = SensorArchive.Open(path, _archive.MaximumUnpackedBytes);
        List<FileTask> tasks = [.. _archive.Sensors.Select(SensorTask)];
        tasks.Add(new FileTask(_archive.LabelFile, new LabelSink(_recipe.Labels, _target, _recipe.Settings, _archive.LabelFile), null));
        foreach (FileTask task in tasks)
        {
            task.Size = archive.SizeOf(task.File);
            _bytesTotal += task.Size;
        }

        return tasks;
    }

    private FileTask SensorTask(SensorDefinition sensor, int index)
    {
        bool meanOnly = sensor.Aggregates is [{ Kind: AggregateKind.Mean }];
        IRowSink sink = meanOnly ? new MeanSink() : new AggregateSink(sensor, _archive.SecondsPerRow);
        if (_archive.Rich is { } rich) sink = new RichSink(sink, sensor, rich.Sensors[index], (int)_archive.SecondsPerRow);
        return new FileTask(sensor.File, sink, sensor);
    }

    // Largest files first, so that no thread is left alone with one at the end.
    private void Run(List<FileTask> tasks, string path, int threads, CancellationToken cancellationToken)
    {
        var queue = new ConcurrentQueue<FileTask>(tasks.OrderByDescending(task => task.Size).ThenBy(task => task.File, StringComparer.Ordinal));
        var failures = new ConcurrentBag<Exception>();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        void Work()
        {
            try
            {
                using SensorArchive archive = SensorArchive.Open(path, _archive.MaximumUnpackedBytes);
                while (queue.TryDequeue(out FileTask? task)) ReadFile(archive, task, stop.Token);
            }
            catch (Exception failure)
            {
                failures.Add(failure);
                stop.Cancel();
            }
        }

        Thread[] workers = [.. Enumerable.Range(0, Math.Max(1, Math.Min(threads, tasks.Count))).Select(_ => new Thread(Work) { IsBackground = true })];
        foreach (Thread worker in workers) worker.Start();
        foreach (Thread worker in workers) worker.Join();

        cancellationToken.ThrowIfCancellationRequested();
        Exception? first = failures.OrderBy(failure => failure is OperationCanceledException).ThenBy(failure => failure.Message, StringComparer.Ordinal).FirstOrDefault();
        if (first is not null) System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(first);
    }

    private void ReadFile(SensorArchive archive, FileTask task, CancellationToken cancellationToken)
    {
        using Stream stream = archive.Read(task.File, OnRead);
        (task.Rows, int width) = task.Sink switch
        {
            MeanSink means => ReadAll(new MeanSink.Inlined(means)),
            AggregateSink aggregates => ReadAll(aggregates),
            RichSink rich => ReadAll(rich),
            LabelSink labels => ReadAll(labels),
            _ => throw new InvalidOperationException(task.Sink.GetType().Name),
        };
        CheckRate(task, width);

        (int Rows, int Width) ReadAll<TSink>(TSink sink)
            where TSink : IRowSink
        {
            var reader = new SampleReader<TSink>(sink, task.File);
            try
            {
                reader.Read(stream, cancellationToken);
            }
            catch (RecipeException)
            {
                // Whether the file is wrong or the archive damaged is known at the entry's end only: the stream says so itself.
                stream.CopyTo(Stream.Null);
                throw;
            }

            return (reader.Rows, reader.Width);
        }
    }

    // A file may hold the native samples or equally spaced means of them, never anything else.
    private void CheckRate(FileTask task, int width)
    {
        if (task.Sensor?.Rate is not { } rate || width <= 0) return;
        double native = rate * _archive.SecondsPerRow;
        double perSample = native / width;

        // 2.05 Hz for 60 s are 123 samples, and in doubles a bit less.
        if (Math.Round(perSample) is >= 1 and double whole && Math.Abs(perSample - whole) <= whole * 1e-9) return;
        throw new RecipeException(string.Create(
            CultureInfo.InvariantCulture,
            $"{task.File}: {width} samples in a row of {_archive.SecondsPerRow} s do not fit a rate of {rate} Hz ({native} samples, or a whole fraction of them)"));
    }

    private void OnRead(int bytes) => _progress?.Report(new ReadProgress(Interlocked.Add(ref _bytesDone, bytes), _bytesTotal));

    // The columns that the recipe names come first, then those of rich features, as their descriptions do.
    private double[][] Cells(List<FileTask> tasks)
    {
        double[][] basic = [.. tasks.SelectMany(task => ColumnsOf(task.Sink)).Select(column => column.ToArray())];
        if (_archive.Rich is not { } rich) return basic;
        IEnumerable<double[]> aggregates = tasks.Select(task => task.Sink).OfType<RichSink>().SelectMany(sink => sink.Columns).Select(column => column.ToArray());
        string[] names = [.. _archive.Sensors.SelectMany(sensor => sensor.Aggregates).SelectMany(aggregate => aggregate.Columns)];
        double[] Basic(string name) => basic[Array.IndexOf(names, name)];
        return [.. basic, .. aggregates, .. rich.Ratios.Select(ratio => Ratio(Basic(ratio.Dividend), Basic(ratio.Divisor)))];
    }

    private static double[] Ratio(double[] dividend, double[] divisor) => [.. dividend.Zip(divisor, (a, b) => b == 0 ? double.NaN : a / b)];

    private static IEnumerable<IReadOnlyList<double>> ColumnsOf(IRowSink sink) => sink switch
    {
        MeanSink means => [means.Means],
        AggregateSink aggregates => aggregates.Columns,
        RichSink rich => ColumnsOf(rich.Inner),
        _ => [],
    };

    private DatasetSchema Schema(SourceFile source, int rows) => new()
    {
        Recipe = _recipe.Name,
        Row = _recipe.Row,
        RowCount = rows,
        Features = SensorColumns.Of(_archive),
        Target = _target.Column,
        Classes = _target.Classes,
        RecipeSha256 = _recipe.Sha256,
        SourceSha256 = source.Sha256,
        Simulated = source.Simulated,
    };

    private sealed class FileTask(string file, IRowSink sink, SensorDefinition? sensor)
    {
        public string File { get; } = file;

        public IRowSink Sink { get; } = sink;

        public SensorDefinition? Sensor { get; } = sensor;

        public long Size { get; set; }

        public int Rows { get; set; }
    }
}
