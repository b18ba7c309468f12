namespace Workflow.Training.Simulation;

/// <summary>Writes numbers as text, straight into a buffer of bytes: as many decimals as are not zero, no exponent.</summary>
internal static class DecimalText
{
    /// <summary>Most bytes that one number takes.</summary>
    public const int MaximumBytes = 12;

    /// <summary>Writes a number and returns how many bytes it took.</summary>
    /// <param name="destination">Room for at least <see cref="MaximumBytes"/>.</param>
    /// <param name="value">The digits of the number, without the point.</param>
    /// <param name="decimals">How many of them stand behind the point, from 0 to 9.</param>
    public static int Write(Span<byte> destination, uint value, int decimals)
    {
        while (decimals > 0 && value % 10 == 0)
        {
            value /= 10;
            decimals--;
        }

        int digits = Math.Max(CountDigits(value), decimals + 1);
        int length = decimals == 0 ? digits : digits + 1;
        int at = length;
        for (int i = 0; i < digits; i++)
        {
            if (i == decimals && i > 0) destination[--at] = (byte)'.';
            destination[--at] = (byte)('0' + (value % 10));
            value /= 10;
        }

        return length;
    }

    private static int CountDigits(uint value)
    {
        int digits = 1;
        for (; value >= 10; value /= 10) digits++;
        return digits;
    }
}
