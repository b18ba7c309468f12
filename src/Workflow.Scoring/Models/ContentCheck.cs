using System.Runtime.CompilerServices;

namespace Workflow.Scoring.Models;

/// <summary>Refuses the content of a model that cannot be scored safely.</summary>
internal static class ContentCheck
{
    /// <summary>Goes on where the requirement holds.</summary>
    /// <exception cref="ArgumentException">It does not hold; the message says what is wrong.</exception>
    public static void Require(bool holds, [InterpolatedStringHandlerArgument(nameof(holds))] ref FailureMessage message)
    {
        if (!holds) throw new ArgumentException(message.ToString());
    }

    /// <summary>Formats the message only where the requirement fails: a million nodes are checked without a million texts.</summary>
    [InterpolatedStringHandler]
    internal ref struct FailureMessage
    {
        private DefaultInterpolatedStringHandler _text;

        public FailureMessage(int literalLength, int formattedCount, bool holds, out bool isNeeded)
        {
            isNeeded = !holds;
            if (isNeeded) _text = new DefaultInterpolatedStringHandler(literalLength, formattedCount);
        }

        public void AppendLiteral(string text) => _text.AppendLiteral(text);

        public void AppendFormatted(int value) => _text.AppendFormatted(value);

        public override readonly string ToString() => _text.ToString();
    }
}
