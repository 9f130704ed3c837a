package io.soundlift.converter.sandbox;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Program for the kernel's packet filter as seccomp uses it (seccomp(2), linux/filter.h):
 * instructions of eight bytes, which look at {@code struct seccomp_data}.
 */
final class FilterProgram {

	/** Offsets in {@code struct seccomp_data}. */
	static final int NUMBER = 0;

	static final int ARCHITECTURE = 4;

	private static final int FIRST_ARGUMENT = 16;

	/** Actions of the kernel on a call (SECCOMP_RET_...). */
	static final int ALLOW = 0x7fff0000;

	static final int KILL_PROCESS = 0x80000000;

	private static final int ERROR = 0x00050000;

	/** BPF_LD | BPF_W | BPF_ABS. */
	private static final int LOAD = 0x20;

	/** BPF_JMP | BPF_K with BPF_JEQ, BPF_JGE and BPF_JSET. */
	private static final int EQUAL = 0x15;

	private static final int AT_LEAST = 0x35;

	private static final int ANY_BIT = 0x45;

	/** BPF_RET | BPF_K. */
	private static final int RETURN = 0x06;

	private static final int INSTRUCTION_BYTES = 8;

	private final List<Instruction> instructions = new ArrayList<>();

	static int error(int number) {
		return ERROR | number;
	}

	FilterProgram load(int offset) {
		return add(LOAD, offset, 0);
	}

	/**
	 * Loads the lower half of an argument, since the kernel reads only that half of
	 * flags.
	 * @param index index of the argument, from 0
	 * @return this
	 */
	FilterProgram loadArgument(int index) {
		return load(FIRST_ARGUMENT + index * Long.BYTES);
	}

	FilterProgram end(int action) {
		return add(RETURN, action, 0);
	}

	FilterProgram endIfEqual(int value, int action) {
		return add(EQUAL, value, 1).end(action);
	}

	FilterProgram endUnlessEqual(int value, int action) {
		this.instructions.add(new Instruction(EQUAL, 1, 0, value));
		return end(action);
	}

	FilterProgram endIfAtLeast(int value, int action) {
		return add(AT_LEAST, value, 1).end(action);
	}

	FilterProgram endIfAnyBit(int mask, int action) {
		return add(ANY_BIT, mask, 1).end(action);
	}

	/**
	 * Adds a branch for one value.
	 * @param value the value to compare with the loaded one
	 * @param part the branch, which must end the program
	 * @return this
	 */
	FilterProgram ifEqual(int value, FilterProgram part) {
		add(EQUAL, value, part.instructions.size());
		this.instructions.addAll(part.instructions);
		return this;
	}

	private FilterProgram add(int code, int operand, int skippedUnlessTrue) {
		this.instructions.add(new Instruction(code, 0, skippedUnlessTrue, operand));
		return this;
	}

	/**
	 * Returns the program in the format of the kernel.
	 * @return an array of {@code struct sock_filter}, little endian
	 */
	byte[] bytes() {
		ByteBuffer bytes = ByteBuffer.allocate(this.instructions.size() * INSTRUCTION_BYTES)
			.order(ByteOrder.LITTLE_ENDIAN);
		for (Instruction instruction : this.instructions) {
			bytes.putShort((short) instruction.code())
				.put((byte) instruction.skippedIfTrue())
				.put((byte) instruction.skippedUnlessTrue())
				.putInt(instruction.operand());
		}
		return Arrays.copyOf(bytes.array(), bytes.position());
	}

	/**
	 * An instruction.
	 *
	 * @param code operation
	 * @param skippedIfTrue instructions that a comparison skips if it holds, up to 255
	 * @param skippedUnlessTrue instructions that a comparison skips if it fails, up to
	 * 255
	 * @param operand the offset, the value or the action
	 */
	private record Instruction(int code, int skippedIfTrue, int skippedUnlessTrue, int operand) {
	}

}
