#!/usr/bin/env python3
"""Counts what a newcomer to Java code meets: sizes, circles and words.

    python3 src/metrics/code_metrics.py [FOLDER...]

Each folder is a repository, ours by default, so that others can be counted beside it. Reads main code only.
"""

import re
import statistics
import sys
from collections import defaultdict
from pathlib import Path

COMMENT = re.compile(r'/\*.*?\*/|//[^\n]*', re.S)
JAVADOC = re.compile(r'/\*\*(.*?)\*/', re.S)
OPENING = re.compile(r'^(Tells|Says|Gives|Takes|Lets|Makes)\b')
SUBJECT = re.compile(r'(?:^|[.!?]\s+)(Who|Whoever)\b(?![^.!?]*\?)')
METHOD = re.compile(r'^(?:\t| {2,4})(?! )(?:@\w+ )*(?:[\w<>\[\],.?@ ]+ )?\w+\([^;{]*\)[^;{]*\{$')
LONG_CLASS = 150
LONG_METHOD = 30
MAX_COLUMNS = 120


def code_lines(text):
    return [line for line in COMMENT.sub('', text).split('\n') if line.strip()]


def method_lengths(text):
    """Counts the lines between the braces of each method of the outermost class."""
    lines = code_lines(text)
    lengths = []
    begin = None
    for number, line in enumerate(lines):
        if begin is None and METHOD.match(line):
            begin, indent = number, re.match(r'\s*', line).group()
        elif begin is not None and line == indent + '}':
            lengths.append(number - begin - 1)
            begin = None
    return lengths


def circles(uses):
    """Returns the packages that reach themselves through others."""
    def reached(start):
        seen, left = set(), list(uses[start])
        while left:
            package = left.pop()
            if package not in seen:
                seen.add(package)
                left.extend(uses.get(package, ()))
        return seen
    return sorted(package for package in list(uses) if package in reached(package))


def feature(package, packages):
    """Returns the package below the one that all packages of its module have in common."""
    shared = packages[0].split('.')
    for other in packages[1:]:
        shared = [one for one, two in zip(shared, other.split('.')) if one == two and shared[:shared.index(one)]
                  == other.split('.')[:shared.index(one)]]
    return '.'.join(package.split('.')[:len(shared) + 1])


def features_in_circles(uses, packages_of_modules):
    tangled = []
    for packages in packages_of_modules.values():
        names = sorted(packages)
        within = defaultdict(set)
        for package in names:
            for used in uses.get(package, ()):
                if used in packages and feature(used, names) != feature(package, names):
                    within[feature(package, names)].add(feature(used, names))
        tangled += circles(within)
    return tangled


def count(root):
    files = [path for path in sorted(root.rglob('src/main/java/**/*.java'))
             if 'target' not in path.parts and path.name not in ('package-info.java', 'module-info.java')]
    texts = {path: path.read_text(encoding='utf-8') for path in files}
    packages = {re.search(r'^package ([\w.]+);', text, re.M).group(1) for text in texts.values()
                if re.search(r'^package ([\w.]+);', text, re.M)}
    uses, modules, packages_of_modules = defaultdict(set), defaultdict(int), defaultdict(set)
    classes, methods, openings, subjects, wide = [], [], 0, 0, 0
    for path, text in texts.items():
        relative = path.relative_to(root).parts
        module = '/'.join(relative[:relative.index('src')]) or '.'
        modules[module] += len(code_lines(text))
        classes.append((len(code_lines(text)), path.stem))
        methods.extend(method_lengths(text))
        wide += sum(len(line.expandtabs(4)) > MAX_COLUMNS for line in text.split('\n'))
        for comment in JAVADOC.findall(text):
            words = ' '.join(re.sub(r'^\s*\*', '', line).strip() for line in comment.split('\n')).strip()
            openings += bool(OPENING.match(words))
            subjects += len(SUBJECT.findall(words.split(' @')[0]))
        package = re.search(r'^package ([\w.]+);', text, re.M)
        if package:
            packages_of_modules[module].add(package.group(1))
            for used in re.findall(r'^import (?:static )?([\w.]+);', text, re.M):
                home = max((each for each in packages if used.startswith(each + '.')), key=len, default=None)
                if home and home != package.group(1):
                    uses[package.group(1)].add(home)
    return modules, classes, methods, circles(uses), features_in_circles(uses, packages_of_modules), openings, subjects, wide


def report(root):
    modules, classes, methods, tangled, features, openings, subjects, wide = count(root)
    if not classes:
        sys.exit(f'code_metrics: {root} has no src/main/java.')
    sizes = sorted(size for size, _ in classes)
    print(f'{root.resolve().name}')
    for module, lines in sorted(modules.items()):
        print(f'  {module:<40} {lines:>7} lines of code')
    print(f'  {"all":<40} {sum(modules.values()):>7}')
    print(f'  classes: {len(sizes)}, median {statistics.median(sizes):.0f}, 90 % up to {sizes[len(sizes) * 9 // 10]}, '
          f'largest {max(classes)[0]} ({max(classes)[1]}), {sum(size > LONG_CLASS for size in sizes)} over {LONG_CLASS}')
    print(f'  methods over {LONG_METHOD} lines: {sum(length > LONG_METHOD for length in methods)} of {len(methods)}')
    print(f'  packages in circles: {len(tangled)}' + (f' ({", ".join(tangled)})' if tangled else ''))
    print(f'  features of a module in circles: {len(features)}' + (f' ({", ".join(features)})' if features else ''))
    print(f'  Javadoc that opens with Tells, Says, Gives, Takes, Lets or Makes: {openings}')
    print(f'  sentences of Javadoc with "Who" or "Whoever" as subject: {subjects}')
    print(f'  lines over {MAX_COLUMNS} columns: {wide}')


if __name__ == '__main__':
    for folder in sys.argv[1:] or [Path(__file__).parents[2]]:
        report(Path(folder))
