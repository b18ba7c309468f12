using System.Text.Json;
using Workflow.Scorer.Rows;
using Workflow.Scoring;
using Workflow.Scoring.Records;

namespace Workflow.Scorer.Requests;

/// <summary>
/// Goes through the rows of a JSON list, block by block: cells are made when they are scored and forgotten then, for they may take many times
/// the room of their text.
/// </summary>
internal abstract class JsonRows : IRowReader
{
    private JsonCursor _cursor;

    /// <summary>Stands before the first row.</summary>
    /// <param name="pipeline">Knows the columns.</param>
    /// <param name="body">JSON, UTF-8, whose grammar was checked.</param>
    /// <param name="at">Where the list of rows begins.</param>
    /// <param name="name">What the list is called.</param>
    /// <exception cref="RequestException">No list begins there.</exception>
    protected JsonRows(ScoringPipeline pipeline, ReadOnlyMemory<byte> body, int at, string name)
    {
        Pipeline = pipeline;
        Body = body;
        if (body.Span[at] != (byte)'[') throw new RequestException($"\"{name}\" must be a list of rows");
        _cursor = JsonCursor.Inside(body, at);
    }

    /// <summary>The pipeline.</summary>
    protected ScoringPipeline Pipeline { get; }

    /// <summary>The body.</summary>
    protected ReadOnlyMemory<byte> Body { get; }

    /// <summary>The row that is read, from 0.</summary>
    protected int Row { get; private set; }

    /// <summary>What a row is not, where it is something else.</summary>
    protected abstract string Expected { get; }

    /// <summary>What a row begins with.</summary>
    protected abstract JsonTokenType Begin { get; }

    /// <inheritdoc/>
    public int Read(Span<double> cells, List<RecordError> errors)
    {
        int width = Pipeline.InputColumns.Count;
        int room = cells.Length / width;
        int count = 0;
        BeginBlock();
        for (; count < room && errors.Count < RequestException.MostErrors; count++, Row++)
        {
            Span<double> row = cells.Slice(count * width, width);
            ReadOnlySpan<byte> rest = Body.Span[_cursor.At..];
            int next = NumberLists.PassSpace(rest, 0);
            if (rest[next] == (byte)']') break;
            if (!_cursor.IsAtFirst) next = NumberLists.PassSpace(rest, next + 1);
            int end = ReadNumbers(rest, next, row);
            if (end > 0) _cursor.PassList(end);
            else ReadNext(row, errors);
        }

        return count;
    }

    /// <summary>Reads the next row, where it holds nothing but numbers, in a shorter way.</summary>
    /// <param name="text">What follows on the row before, to the end of the body.</param>
    /// <param name="start">Where in it the row begins.</param>
    /// <param name="cells">Receives the cells, as <see cref="ReadRow"/> does; where the row is of another kind, anything.</param>
    /// <returns>Where it ends; 0 where the row is of another kind.</returns>
    protected virtual int ReadNumbers(ReadOnlySpan<byte> text, int start, Span<double> cells) => 0;

    /// <summary>Forgets the block before.</summary>
    protected virtual void BeginBlock()
    {
    }

    /// <summary>Reads a row to its end.</summary>
    /// <param name="reader">Stands on its beginning.</param>
    /// <param name="start">Where in the body the reader's own count begins.</param>
    /// <param name="cells">Receives the cells; holds nothing but missing values before.</param>
    /// <param name="errors">Receives what is wrong.</param>
    protected abstract void ReadRow(ref Utf8JsonReader reader, int start, Span<double> cells, List<RecordError> errors);

    /// <summary>Reads a cell.</summary>
    /// <returns>Null, or what is wrong with it.</returns>
    protected string? ReadCell(ref Utf8JsonReader reader, int column, out double cell) => JsonCell.Read(Pipeline.Parser(column), ref reader, out cell);

    private void ReadNext(Span<double> cells, List<RecordError> errors)
    {
        Utf8JsonReader reader = _cursor.Resume();
        reader.Read();
        if (reader.TokenType == Begin)
        {
            cells.Fill(double.NaN);
            ReadRow(ref reader, _cursor.At, cells, errors);
        }
        else
        {
            errors.Add(new RecordError(Row, null, Expected));
            reader.Skip();
        }

        _cursor.Pause(ref reader);
    }
}
