using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using Dapper;

namespace Workflow.Jobs.Runs;

/// <summary>
/// Statements that go to the database together: a round trip costs more than what most of them do. They are carried out one after the other,
/// and each sees what those before it have done. Whatever stands in braces becomes a parameter; only <see cref="Sql"/> is taken as it is.
/// </summary>
internal sealed class StatementBatch
{
    private readonly StringBuilder _text = new();
    private readonly DynamicParameters _parameters = new();
    private int _count;

    /// <summary>The statements.</summary>
    public string Text => _text.ToString();

    /// <summary>The values in them.</summary>
    public DynamicParameters Parameters => _parameters;

    /// <summary>Adds a statement behind the others.</summary>
    public StatementBatch Add([InterpolatedStringHandlerArgument("")] Statement statement)
    {
        // The statement has put itself into the text while it was made.
        _ = statement;
        _text.Append(";\n");
        return this;
    }

    /// <summary>Text of a statement that comes from this program, never from data.</summary>
    internal readonly record struct Sql(string Text);

    /// <summary>Puts an interpolated text into a batch as a statement with parameters.</summary>
    [InterpolatedStringHandler]
    internal readonly struct Statement
    {
        private readonly StatementBatch _batch;

        /// <summary>Begins a statement; the compiler calls it.</summary>
        public Statement(int literalLength, int formattedCount, StatementBatch batch)
        {
            _ = (literalLength, formattedCount);
            _batch = batch;
        }

        public void AppendLiteral(string text) => _batch._text.Append(text);

        public void AppendFormatted(Sql sql) => _batch._text.Append(sql.Text);

        public void AppendFormatted<T>(T value)
        {
            string name = string.Create(CultureInfo.InvariantCulture, $"p{_batch._count++}");
            _batch._text.Append('@').Append(name);
            _batch._parameters.Add(name, value);
        }
    }
}
