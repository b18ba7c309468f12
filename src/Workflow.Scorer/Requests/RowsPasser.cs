using System.Buffers;
using Workflow.Scorer.Rows;
using Workflow.Scoring;

namespace Workflow.Scorer.Requests;

/// <summary>Reads rows of numbers while it passes over them, where it is known by then what their fields are: most requests are read once.</summary>
internal sealed class RowsPasser : FieldsPasser
{
    private readonly ScoringPipeline _pipeline;
    private readonly int _member;
    private readonly RowBlocks _blocks;
    private readonly int _bodyBytes;

    /// <summary>Prepares to read.</summary>
    /// <param name="pipeline">Knows the columns.</param>
    /// <param name="fields">Remembers the fields.</param>
    /// <param name="members">Indices of the members that hold the fields and the rows.</param>
    /// <param name="blocks">Will ask for the cells.</param>
    /// <param name="bodyBytes">Length of the body.</param>
    public RowsPasser(ScoringPipeline pipeline, FieldsReader fields, (int Fields, int Rows) members, RowBlocks blocks, int bodyBytes)
        : base(fields, members.Fields)
    {
        _pipeline = pipeline;
        _member = members.Rows;
        _blocks = blocks;
        _bodyBytes = bodyBytes;
    }

    /// <summary>The cells of all rows; null where they have not been read.</summary>
    public KeptCells? Cells { get; private set; }

    /// <inheritdoc/>
    public override int Pass(int member, ReadOnlySpan<byte> json)
    {
        if (member != _member || Cells is not null || Fields is not { } fields || fields.Known.Length != fields.Count) return base.Pass(member, json);
        var cells = new KeptCells(_pipeline.InputColumns.Count, _bodyBytes);
        int length = Read(json, fields, cells);
        if (length > 0) Cells = cells;
        else cells.Dispose();
        return length;
    }

    // The length of the list; 0 where there is anything in it but rows of numbers, or there are more than are kept.
    private int Read(ReadOnlySpan<byte> json, RequestFields fields, KeptCells kept)
    {
        if (!json.StartsWith((byte)'[')) return 0;
        int width = _pipeline.InputColumns.Count, count = 0;
        double[] block = ArrayPool<double>.Shared.Rent(_blocks.RowsPerBlock * width);
        try
        {
            int at = NumberLists.PassSpace(json, 1);
            for (long all = 0; all < _blocks.MostRows; all++)
            {
                at = NumberRow.Read(_pipeline, fields, json, at, block.AsSpan(count * width, width));
                if (at == 0) return 0;
                if (++count == _blocks.RowsPerBlock)
                {
                    kept.Add(block.AsSpan(0, count * width));
                    if (!kept.AreAll) return 0;
                    count = 0;
                }

                at = NumberLists.PassSpace(json, at);
                if (at == json.Length) return 0;
                if (json[at] == (byte)']')
                {
                    kept.Add(block.AsSpan(0, count * width));
                    return kept.AreAll ? at + 1 : 0;
                }

                if (json[at] != (byte)',') return 0;
                at = NumberLists.PassSpace(json, at + 1);
            }

            return 0;
        }
        finally
        {
            ArrayPool<double>.Shared.Return(block);
        }
    }
}
