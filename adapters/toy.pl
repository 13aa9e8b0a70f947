#!/usr/bin/env perl
# SPDX-License-Identifier: MIT
# A whole adapter for a small bytearray with an export lock, as an example for PROTOCOL.md:
#   holdfast replay traces/cpython-3.14/bytearray/small.json --subject "perl adapters/toy.pl"
use strict;
use warnings;
use JSON::PP;

my $json = JSON::PP->new->canonical;
my %registers;

# A view is an export of its bytearray until it is released or the last reference to it goes.
package View {
    sub new { my ($class, $of) = @_; $of->{exports}++; return bless {of => $of}, $class }
    sub release { my $of = delete $_[0]{of}; $of->{exports}-- if $of; return undef }
    sub DESTROY { $_[0]->release }
}

sub raise { die {raises => $_[0], message => $_[1]} }
sub fault { die "$_[0]\n" }
sub make {    # the value of the trace format as one of ours: a number, {bytes => ...}, an object
    my ($value) = @_;
    return $value if ($value // '') =~ /^-?\d+$/;
    return {bytes => pack 'H*', $value->{bytes}} if ref $value eq 'HASH' && exists $value->{bytes};
    return $registers{$value->{ref}} if ref $value eq 'HASH' && exists $value->{ref};
    fault('this toy has no value like ' . $json->encode([$value]));
}

sub byte {
    return chr $_[0] if $_[0] >= 0 && $_[0] <= 255;
    raise('ValueError', 'byte must be in range(0, 256)');
}

sub at {    # the place in an array that an index stands for, or the exception
    my ($array, $index, $what) = @_;
    my $place = $index < 0 ? $index + length $array->{bytes} : $index;
    return $place if $place >= 0 && $place < length $array->{bytes};
    raise('IndexError', "$what out of range");
}

sub set {    # an array gets other contents
    my ($array, $bytes) = @_;
    raise('BufferError', 'Existing exports of data: object cannot be re-sized')
        if $array->{exports} && length $bytes != length $array->{bytes};
    $array->{bytes} = $bytes;
    return undef;
}

my %steps = (
    'bytearray' => sub {
        my ($source) = (@_, 0);
        return bless {bytes => $source->{bytes}}, 'Array' if ref $source;
        return bless {bytes => "\0" x $source}, 'Array' if $source >= 0;
        raise('ValueError', 'negative count');
    },
    'bytearray.__len__' => sub { length $_[0]{bytes} },
    'bytearray.__getitem__' => sub { ord substr $_[0]{bytes}, at(@_, 'bytearray index'), 1 },
    'bytearray.append' => sub { set($_[0], $_[0]{bytes} . byte($_[1])) },
    'bytearray.pop' => sub {
        my ($array, $index) = (@_, -1);
        raise('IndexError', 'pop from empty bytearray') if $array->{bytes} eq '';
        my $byte = ord substr my $rest = $array->{bytes}, at($array, $index, 'pop index'), 1, '';
        return set($array, $rest) // $byte;
    },
    'bytearray.find' => sub { index $_[0]{bytes}, ref $_[1] ? $_[1]{bytes} : byte($_[1]) },
    'bytearray.clear' => sub { set($_[0], '') },
    'memoryview' => sub { View->new($_[0]) },
    'memoryview.release' => sub { $_[0]->release },
    'memoryview.__len__' => sub {
        return length $_[0]{of}{bytes} if $_[0]{of};
        raise('ValueError', 'operation forbidden on released memoryview object');
    },
);

sub look {    # all that can be seen of an object
    my $of = $_[0]->isa('View') ? $_[0]{of} || return {closed => \1} : $_[0];
    my ($key, $truth) = $_[0] == $of ? ('locked', $of->{exports}) : ('closed', 0);
    return {contents => unpack('H*', $of->{bytes}), $key => $truth ? \1 : \0};
}

sub execute {    # the outcome of one step
    my ($step) = @_;
    my @used = ($step->{self}, map { ref eq 'HASH' ? $_->{ref} : () } @{$step->{args}});
    return {skipped => \1} if grep { defined && !$registers{$_} } @used;
    return delete $registers{$step->{self}} && {returns => undef} if $step->{op} =~ /\.drop$/;
    my $call = $steps{$step->{op}} or fault("this toy has no step '$step->{op}'");
    my @things = map { make($_) } $step->{self} ? {ref => $step->{self}} : (), @{$step->{args}};
    my $result = eval { $call->(@things) };
    return ref $@ ? $@ : fault("a mistake of this toy: $@") if $@;
    return {returns => $result} if !ref $result;
    my $name = (ref $result eq 'View' ? 'v' : 'b') . substr $step->{into} // 'b', 1;
    $registers{$name} = $result;
    return {returns => {ref => $name}};
}

sub run {    # the answers to the steps of a program
    my (%seen, @answers);
    for my $step (@_) {
        push @answers, execute($step);
        my %now = map { $_ => $json->encode(look($registers{$_})) } keys %registers;
        my @changed = grep { ($seen{$_} // '') ne ($now{$_} // '') } keys %{{%seen, %now}};
        my %state = map { $_ => $now{$_} && $json->decode($now{$_}) } @changed;
        $answers[-1]{state} = \%state if @changed;
        %seen = %now;
    }
    return \@answers;
}

$| = 1;
print '{"holdfast": 1, "implementation": "toy", "version": "1", "platform": "perl", ',
    '"byteorder": "little", "pointer_bits": 64, "abilities": ["bytearray", "memoryview"]}', "\n";
while (my $line = <STDIN>) {
    my $programs = eval { [@{$json->decode($line)->{run}}] };
    print qq({"fault": "this is no request"}\n) if !$programs;
    for my $program (@{$programs // []}) {
        %registers = ();
        my $steps = eval { run(@{$program->{steps}}) };
        print $json->encode({id => $program->{id}, $steps ? 'steps' : 'fault', $steps || $@}), "\n";
    }
}
