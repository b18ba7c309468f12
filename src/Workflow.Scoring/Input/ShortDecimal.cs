namespace Workflow.Scoring.Input;

/// <summary>
/// Reads decimal numbers of few digits: their digits and the power of ten below them are exact in double precision, so that one division rounds as
/// the standard asks (Clinger, 1990). They are most of what is sent, and take a fraction of the time.
/// </summary>
internal static class ShortDecimal
{
    // 10^15 is below 2^53.
    private const int MostDigits = 15;

    private static readonly double[] Powers = [1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15];

    /// <summary>Reads a number such as <c>-12.5</c>.</summary>
    /// <param name="text">The text, UTF-8; not empty.</param>
    /// <param name="number">Receives the number.</param>
    /// <returns>False where it has another form or more digits: it may be a number nevertheless.</returns>
    public static bool TryParse(ReadOnlySpan<byte> text, out double number)
    {
        number = 0;
        bool isNegative = text[0] == (byte)'-';
        ReadOnlySpan<byte> rest = isNegative ? text[1..] : text;
        if (rest.Length > MostDigits + 1) return false;
        long digits = 0;
        int point = -1;
        for (int i = 0; i < rest.Length; i++)
        {
            uint digit = (uint)(rest[i] - '0');
            if (digit <= 9)
            {
                digits = (digits * 10) + digit;
            }
            else if (rest[i] == (byte)'.' && point < 0)
            {
                point = i;
            }
            else
            {
                return false;
            }
        }

        int count = point < 0 ? rest.Length : rest.Length - 1;
        if (count is 0 or > MostDigits) return false;
        double size = point < 0 ? digits : digits / Powers[rest.Length - 1 - point];
        number = isNegative ? -size : size;
        return true;
    }
}
