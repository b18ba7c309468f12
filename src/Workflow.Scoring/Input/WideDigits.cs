using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Workflow.Scoring.Input;

/// <summary>
/// Digits of a decimal number before and behind its point, in 32 bytes at a time. Where they end is known before what they are, so that a processor is at
/// the next number by then.
/// </summary>
internal static class WideDigits
{
    /// <summary>So many bytes are looked at.</summary>
    public const int Bytes = 32;

    private const int MostDecimals = 16;

    /// <summary>Whether this processor can.</summary>
    public static bool IsSupported => Avx2.IsSupported && BitConverter.IsLittleEndian;

    // Taken from the n-th place on: an order that moves n bytes to the end and puts zeros before them.
    private static ReadOnlySpan<byte> ToTheEnd =>
    [
        128, 128, 128, 128, 128, 128, 128, 128, 128, 128, 128, 128, 128, 128, 128, 128,
        0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15,
    ];

    /// <summary>Reads the digits with which a text begins, and those behind a point.</summary>
    /// <param name="text">The first of at least <see cref="Bytes"/> bytes, UTF-8.</param>
    /// <param name="digits">Receives the number that all of them are without the point.</param>
    /// <param name="decimals">Receives how many stand behind the point; 0 where there is none.</param>
    /// <returns>How many bytes they take; 0 where there are none, none behind a point, or more than are read here.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Read(ref byte text, out ulong digits, out int decimals)
    {
        digits = 0;
        decimals = 0;
        Vector256<byte> offsets = Vector256.LoadUnsafe(ref text) - Vector256.Create((byte)'0');
        uint others = ~Vector256.LessThanOrEqual(offsets, Vector256.Create((byte)9)).ExtractMostSignificantBits();
        int whole = BitOperations.TrailingZeroCount(others);
        if (whole is 0 or > EightDigits.Bytes) return 0;
        digits = EightDigits.NumberOf(Unsafe.ReadUnaligned<ulong>(ref text), whole);
        if (Unsafe.Add(ref text, whole) != (byte)'.') return whole;
        int end = BitOperations.TrailingZeroCount(others & (others - 1));
        decimals = end - whole - 1;
        if (decimals is 0 or > MostDecimals) return 0;
        digits = (digits * DecimalScale.PowersOfTen[decimals]) + Decimals(ref Unsafe.Add(ref text, whole + 1), decimals);
        return end;
    }

    // Pairs, fours, eights.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Decimals(ref byte text, int count)
    {
        Vector128<byte> order = Vector128.LoadUnsafe(ref Unsafe.Add(ref MemoryMarshal.GetReference(ToTheEnd), count));
        Vector128<byte> digits = Ssse3.Shuffle(Vector128.LoadUnsafe(ref text) - Vector128.Create((byte)'0'), order);
        Vector128<short> pairs = Ssse3.MultiplyAddAdjacent(digits, Vector128.Create((ushort)0x010A).AsSByte());
        Vector128<int> fours = Sse2.MultiplyAddAdjacent(pairs, Vector128.Create(0x00010064).AsInt16());
        Vector128<short> packed = Sse41.PackUnsignedSaturate(fours, fours).AsInt16();
        ulong eights = Sse2.MultiplyAddAdjacent(packed, Vector128.Create(0x00012710).AsInt16()).AsUInt64().ToScalar();
        return ((eights & uint.MaxValue) * 100_000_000) + (eights >> 32);
    }
}
