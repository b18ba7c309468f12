using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace Workflow.Scoring.Input;

/// <summary>Reads the digits of a decimal number, up to 19 of them.</summary>
internal static class DecimalDigits
{
    // 10^19 is below 2^64.
    private const int MostDigits = 19;

    /// <summary>Reads the digits that begin at a place, and those behind a point.</summary>
    /// <param name="text">The text, UTF-8.</param>
    /// <param name="start">Where they begin.</param>
    /// <param name="digits">Receives the number that all of them are without the point.</param>
    /// <param name="decimals">Receives how many stand behind the point; 0 where there is none.</param>
    /// <returns>Where they end; 0 where there are none, none behind a point, or too many.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Read(ReadOnlySpan<byte> text, int start, out ulong digits, out int decimals)
    {
        if (WideDigits.IsSupported && text.Length - start >= WideDigits.Bytes)
        {
            int length = WideDigits.Read(ref Unsafe.AsRef(in text[start]), out digits, out decimals);
            if (length is > 0 and <= MostDigits + 1) return start + length;
        }

        return ReadAny(text, start, out digits, out decimals);
    }

    /// <summary>Reads digits, eight bytes at a time.</summary>
    /// <param name="text">The text, UTF-8.</param>
    /// <param name="at">Where they begin.</param>
    /// <param name="digits">They are appended to this number; what overflows has more digits than are allowed.</param>
    /// <returns>Where they end.</returns>
    public static int ReadRun(ReadOnlySpan<byte> text, int at, ref ulong digits)
    {
        while (text.Length - at >= EightDigits.Bytes)
        {
            ulong bytes = BinaryPrimitives.ReadUInt64LittleEndian(text[at..]);
            int count = EightDigits.Count(bytes);
            if (count == 0) return at;
            digits = (digits * DecimalScale.PowersOfTen[count]) + EightDigits.NumberOf(bytes, count);
            at += count;
            if (count < EightDigits.Bytes) return at;
        }

        for (uint digit; at < text.Length && (digit = (uint)text[at] - '0') <= 9; at++) digits = (digits * 10) + digit;
        return at;
    }

    private static int ReadAny(ReadOnlySpan<byte> text, int start, out ulong digits, out int decimals)
    {
        digits = 0;
        decimals = 0;
        int at = ReadRun(text, start, ref digits);
        int count = at - start;
        if (count == 0) return 0;
        if (at < text.Length && text[at] == (byte)'.')
        {
            int point = at;
            at = ReadRun(text, at + 1, ref digits);
            decimals = at - point - 1;
            if (decimals == 0) return 0;
        }

        return count + decimals > MostDigits && count + decimals - LeadingZeros(text[start..]) > MostDigits ? 0 : at;
    }

    private static int LeadingZeros(ReadOnlySpan<byte> text)
    {
        int zeros = 0;
        foreach (byte letter in text)
        {
            if (letter == (byte)'0') zeros++;
            else if (letter != (byte)'.') break;
        }

        return zeros;
    }
}
