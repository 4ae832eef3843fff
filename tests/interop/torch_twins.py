# SPDX-License-Identifier: MIT
"""PyTorch twins of the seven models, and what else people put into autoencoders, with random
weights, samples for them and what they make of those."""
import torch
from torch import nn

# Those whose samples are features × steps.
SERIES = ("conv1d",)


def dense(*sizes):
    """Linear layers with ReLU between them and a sigmoid at the end."""
    layers = []
    for a, b in zip(sizes, sizes[1:]):
        layers += [nn.Linear(a, b), nn.ReLU()]
    return nn.Sequential(*layers[:-1], nn.Sigmoid())


def conv(a, b, **options):
    return nn.Sequential(nn.Conv2d(a, b, 3, **{"padding": 1, **options}), nn.ReLU())


def up():
    return nn.Upsample(scale_factor=2)


class Sequence(nn.Module):
    """The last state, repeated; `how` it is taken differs among people."""

    def __init__(self, cell, how):
        super().__init__()
        self.encoder, self.decoder = cell(28, 32, batch_first=True), cell(32, 28, batch_first=True)
        self.output, self.how = nn.Linear(28, 28), how

    def forward(self, x):
        series, state = self.encoder(x)
        if self.how == "last step":
            code = series[:, -1, :].unsqueeze(1).repeat(1, 28, 1)
        else:
            state = state[0] if isinstance(state, tuple) else state
            code = state[0].unsqueeze(1).expand(-1, 28, -1)
        return torch.sigmoid(self.output(self.decoder(code)[0]))


class Variational(nn.Module):
    def __init__(self):
        super().__init__()
        self.hidden, self.mean, self.variance = nn.Linear(784, 256), nn.Linear(256, 2), nn.Linear(256, 2)
        self.decoder = dense(2, 256, 784)

    def encode(self, x):
        hidden = torch.relu(self.hidden(x))
        return self.mean(hidden), self.variance(hidden)

    def forward(self, x):
        mean, variance = self.encode(x)
        return self.decoder(mean + torch.exp(0.5 * variance) * torch.randn_like(variance))


class Encoder(nn.Module):
    def __init__(self, model):
        super().__init__()
        self.model = model

    def forward(self, x):
        return self.model.encode(x)


class Residual(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv, self.norm = nn.Conv2d(8, 8, 3, padding=1), nn.BatchNorm2d(8)

    def forward(self, x):
        return torch.relu(self.norm(self.conv(x)) + x)


class UNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.first, self.second, self.last = conv(1, 8), conv(8, 8), nn.Conv2d(16, 1, 3, padding=1)
        self.pool, self.up = nn.MaxPool2d(2), up()

    def forward(self, x):
        wide = self.first(x)
        return torch.sigmoid(self.last(torch.cat([wide, self.up(self.second(self.pool(wide)))], 1)))


def models():
    yield "simple", dense(784, 32, 784), (784,)
    yield "image", nn.Sequential(nn.Flatten(), dense(784, 32, 784), nn.Unflatten(1, (1, 28, 28))), (1, 28, 28)
    yield "deep", dense(784, 128, 64, 32, 64, 128, 784), (784,)
    yield "conv", nn.Sequential(
        conv(1, 16), nn.MaxPool2d(2), conv(16, 8), nn.MaxPool2d(2), conv(8, 8),
        nn.MaxPool2d(2, ceil_mode=True), conv(8, 8), up(), conv(8, 8), up(), conv(8, 16, padding=0), up(),
        nn.Conv2d(16, 1, 3, padding=1), nn.Sigmoid()), (1, 28, 28)
    yield "denoise", nn.Sequential(
        conv(1, 32), nn.MaxPool2d(2), conv(32, 32), nn.MaxPool2d(2), conv(32, 32), up(), conv(32, 32), up(),
        nn.Conv2d(32, 1, 3, padding=1), nn.Sigmoid()), (1, 28, 28)
    yield "seq2seq", Sequence(nn.LSTM, "state"), (28, 28)
    yield "seq2seq-last", Sequence(nn.LSTM, "last step"), (28, 28)
    yield "gru", Sequence(nn.GRU, "state"), (28, 28)
    yield "transposed", nn.Sequential(
        conv(3, 8, stride=2), conv(8, 16, stride=2), nn.Flatten(), nn.Linear(1024, 20), nn.Linear(20, 1024),
        nn.ReLU(), nn.Unflatten(1, (16, 8, 8)),
        nn.ConvTranspose2d(16, 8, 3, stride=2, padding=1, output_padding=1), nn.ReLU(),
        nn.ConvTranspose2d(8, 3, 4, stride=2, padding=1), nn.Sigmoid()), (3, 32, 32)
    yield "padded", nn.Sequential(
        nn.ConvTranspose2d(2, 4, 2, stride=2, output_padding=1), nn.ReLU(),
        nn.ConvTranspose2d(4, 1, 3, stride=3, padding=1, output_padding=(2, 1))), (2, 5, 4)
    yield "residual", nn.Sequential(conv(3, 8), Residual(), Residual(), nn.Conv2d(8, 3, 1)), (3, 16, 16)
    yield "unet", UNet(), (1, 28, 28)
    yield "functions", nn.Sequential(
        nn.Linear(20, 16), nn.BatchNorm1d(16), nn.LeakyReLU(0.1), nn.Linear(16, 16), nn.LayerNorm(16),
        nn.GELU(), nn.Dropout(0.3), nn.Linear(16, 8), nn.ELU(), nn.Linear(8, 8), nn.SiLU(), nn.PReLU(),
        nn.Linear(8, 20), nn.Softplus()), (20,)
    yield "conv1d", nn.Sequential(
        nn.Conv1d(3, 8, 5, padding=2), nn.ReLU(), nn.MaxPool1d(2), nn.Conv1d(8, 8, 3, padding=1), nn.ReLU(),
        up(), nn.Conv1d(8, 3, 3, padding=1)), (3, 40)
    yield "pools", nn.Sequential(
        conv(1, 8, padding=0), nn.MaxPool2d(3, 2, 1), nn.AvgPool2d(2), nn.Conv2d(8, 8, 3, padding=1, groups=8),
        nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(8, 4)), (1, 28, 28)


def make():
    """(name, model, x, y) of each; of a variational one y is with the mean as the code."""
    torch.manual_seed(1)
    for name, model, shape in models():
        model.eval()
        x = torch.rand(3, *shape)
        yield name, model, x, model(x)
    model, x = Variational().eval(), torch.rand(3, 784)
    mean, _ = model.encode(x)
    yield "variational", model, x, model.decoder(mean)
    yield "variational-encoder", Encoder(model), x, mean
